import { createEncoder } from '../../src/inference/encode.js';
import { createPredictionFormat } from '../../src/inference/prediction-format.js';
import { openSession } from '../../src/inference/session.js';
import { openTraffic } from '../../src/traffic/open-traffic.js';
import type { Served } from './serving-modes.js';

/** A request and what must be answered. */
export interface Case {
  readonly features: Readonly<Record<string, unknown>>;
  /** JSON text of what the model answers. */
  readonly expected: string;
  readonly unseen: boolean;
}

/** What the model itself answers to the requests of one part of the traffic, one at a time on one thread. */
export async function referenceCases(
  { card, scenario }: Served,
  part: 'replay' | 'history' = 'replay',
): Promise<Case[]> {
  const traffic = await openTraffic(scenario.traffic, card, scenario.seed);
  const encode = createEncoder(card);
  const format = createPredictionFormat(card);
  const session = await openSession(card, card.file);
  const cases: Case[] = [];
  for await (const items of traffic[part]()) {
    for (const { request: features } of items) {
      const encoded = encode(features);
      const [prediction = []] = await session.run([encoded]);
      cases.push({ features, expected: format(prediction), unseen: encoded.unseen });
    }
  }
  await session.close();
  return cases;
}
