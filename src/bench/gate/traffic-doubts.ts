import type { TrafficSpec } from '../../core/traffic-spec.js';
import { hashFile } from '../../scenario/hash-file.js';

/**
 * What a reader must know of two sides that are not sent the same requests. A log may lie elsewhere, as that of a git ref
 * does: what counts is what is in it.
 */
export async function trafficDoubts(base: TrafficSpec, head: TrafficSpec): Promise<string[]> {
  if (JSON.stringify(withoutFile(base)) !== JSON.stringify(withoutFile(head)))
    return ['traffic differs between the sides: they do not answer the same requests'];
  if (base.kind !== 'log' || head.kind !== 'log' || base.file === head.file) return [];
  const [before, now] = await Promise.all([hashFile(base.file), hashFile(head.file)]);
  return before === now
    ? []
    : ['the request log differs between the sides: they do not answer the same requests'];
}

function withoutFile(traffic: TrafficSpec): TrafficSpec {
  return traffic.kind === 'log' ? { ...traffic, file: '' } : traffic;
}
