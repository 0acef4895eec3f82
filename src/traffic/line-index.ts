const NEWLINE = 0x0a;

/** Where a record starts. */
export interface Mark {
  readonly byte: number;
  /** Line, from 1. */
  readonly line: number;
}

/**
 * The records (lines that are not blank) of a text and where every 4096th of them starts: 2,441 marks for 10
 * million.
 */
export interface LineIndex {
  readonly records: number;
  readonly marks: readonly Mark[];
}

export const RECORDS_PER_MARK = 4096;

/**
 * Counts records by a scan of bytes, without decoding: in UTF-8 the byte of a newline is nothing but a newline.
 *
 * @param startByte position of the first chunk in its file.
 */
export async function indexLines(chunks: AsyncIterable<Buffer>, startByte: number): Promise<LineIndex> {
  const marks: Mark[] = [];
  let records = 0;
  let line = 1;
  let lineByte = startByte;
  let chunkByte = startByte;
  let isBlank = true;
  for await (const chunk of chunks) {
    let position = 0;
    while (position < chunk.length) {
      if (isBlank) {
        while (position < chunk.length && isBlankCode(chunk[position] as number)) position++;
        if (position === chunk.length) break;
        if (chunk[position] !== NEWLINE) {
          isBlank = false;
          if (records % RECORDS_PER_MARK === 0) marks.push({ byte: lineByte, line });
          records++;
        }
      }
      const newline = chunk.indexOf(NEWLINE, position);
      if (newline === -1) break;
      position = newline + 1;
      lineByte = chunkByte + position;
      line++;
      isBlank = true;
    }
    chunkByte += chunk.length;
  }
  return { records, marks };
}

/** Space, tab, carriage return: what a line may hold and still be blank. */
export function isBlankCode(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}
