import type { ModelCard } from '../core/model-card.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import { createGeneratedTraffic } from './generated-traffic.js';
import { openRequestLog } from './request-log.js';
import type { Traffic } from './traffic.js';

/**
 * Opens the traffic of a scenario. The same spec, card and seed give the same requests in every process.
 *
 * @throws UserError where a log cannot be read or does not fit the card, or where `unseen` asks for the impossible.
 */
export async function openTraffic(spec: TrafficSpec, card: ModelCard, seed: number): Promise<Traffic> {
  return spec.kind === 'log' ? openRequestLog(spec, card) : createGeneratedTraffic(spec, card, seed);
}
