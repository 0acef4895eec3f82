import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hashFile } from './hash-file.js';
import type { Report } from './mistakes.js';
import { probe } from './probe.js';
import type { YamlSource } from './yaml-source.js';

/** The ONNX file as it is on disk. */
export interface GraphFile {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** What to do where it is not the file that the card describes. */
  readonly mismatch?: string;
}

/**
 * Finds and hashes the ONNX file of a card, and reports where it is missing or another than the card describes.
 *
 * @param sha256 64 hex digits, or undefined where the card has no readable hash.
 */
export async function readGraphFile(
  written: string,
  sha256: string | undefined,
  card: YamlSource,
  report: Report,
): Promise<GraphFile | undefined> {
  const folder = dirname(card.file);
  const file = resolve(folder, written);
  const found = await probe(file, written);
  if (found !== 'file') {
    report(
      ['file'],
      found === 'folder' ? `expected an .onnx file, but ${written} is a folder` : found.problem,
    );
    return undefined;
  }
  const graph = { file, sha256: await hashFile(file), bytes: (await stat(file)).size };
  if (sha256 === undefined || sha256.toLowerCase() === graph.sha256) return graph;
  const hashes = `its SHA-256 is ${shorten(graph.sha256)}, the card says ${shorten(sha256)}`;
  report(['sha256'], `${written} is not the file that this card describes: ${hashes}`);
  const shown = join(folder, written);
  const mismatch = `Restore ${shown}, or, if it was changed on purpose, write into ${card.file}: sha256: ${graph.sha256}`;
  return { ...graph, mismatch };
}

function shorten(hash: string): string {
  return `${hash.slice(0, 12).toLowerCase()}...`;
}
