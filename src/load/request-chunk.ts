/** A few requests, ready for the wire, in one piece of memory: no object per request waits for the collector. */
export interface RequestChunk {
  readonly count: number;
  readonly byteLength: number;
  /** @param index 0 to count - 1. */
  at(index: number): Buffer;
}

/** @param texts at least one. */
export function packChunk(texts: readonly string[]): RequestChunk {
  const bytes = Buffer.from(texts.join(''));
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (const [index, text] of texts.entries()) ends[index] = end += Buffer.byteLength(text);
  return {
    count: texts.length,
    byteLength: bytes.byteLength,
    at: (index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]),
  };
}
