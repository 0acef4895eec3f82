import { withoutColors } from './plain-text.js';

/**
 * Characters that no XML 1.0 document may hold, not even as references (production 2, Char): most controls, lone
 * halves of surrogate pairs, U+FFFE and U+FFFF.
 */
const FORBIDDEN =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text between tags. `>` too, because `]]>` may not stand there; a carriage return would be read as a line feed. */
export function escapeXml(text: string): string {
  return withoutColors(text)
    .replace(FORBIDDEN, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** The value of an attribute in double quotes; line breaks and tabs would be read as blanks. */
export function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
