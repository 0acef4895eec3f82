import type { TableEstimate, TableManifest } from '../core/table-manifest.js';
import { formatBytes, formatCount } from '../reporters/format-number.js';
import { formatRemaining } from './progress.js';

/** `clicks-full: 25.9 M rows, about 466 MB, about 14 s on 2 threads (the full domain ...)` */
export function estimateText({ name, rows, bytes, seconds, workers, keysFrom }: TableEstimate): string {
  const threads = `${workers} ${workers === 1 ? 'thread' : 'threads'}`;
  const time = formatRemaining(Math.max(1, seconds) * 1000);
  return `${name}: ${formatCount(rows)} rows, about ${formatBytes(bytes)}, about ${time} on ${threads} (${keysFrom})`;
}

/** A manifest for people. */
export function manifestText(manifest: TableManifest, isReused: boolean): string {
  const { name, rows, bytes, bytesPerRow, seconds, rowsPerSecond, origin, keys, model } = manifest;
  const size = `${rows.toLocaleString('en')} rows, ${formatBytes(bytes)} (${bytesPerRow.toFixed(1)} bytes a row)`;
  const time = isReused
    ? `up to date, built on ${manifest.builtAt.slice(0, 16).replace('T', ' ')} UTC`
    : `in ${seconds.toFixed(1)} s (${formatCount(rowsPerSecond)} rows/s, ${manifest.workers} threads)`;
  const parts = [
    `${origin.scored.toLocaleString('en')} scored`,
    ...(origin.resumed > 0 ? [`${origin.resumed.toLocaleString('en')} scored before an interruption`] : []),
    ...(origin.kept > 0 ? [`${origin.kept.toLocaleString('en')} kept from the table before`] : []),
  ];
  return [
    `${name}: ${size}, ${time}`,
    `  model     ${model.name}@${model.sha256.slice(0, 12)}`,
    `  keys      ${keys.from}${keys.oov ? ', with rows for unseen values' : ''}`,
    `  rows      ${parts.join(', ')}; ${manifest.verified} compared with the live model, bit for bit`,
    `  checksum  ${manifest.checksum}`,
    `  table     ${manifest.location}`,
  ].join('\n');
}
