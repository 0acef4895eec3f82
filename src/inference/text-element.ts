/** A NUL, which onnxruntime-node takes for the end of a string, or half of a surrogate pair, which UTF-8 cannot hold. */
const NOT_CARRIED = /[\0\p{Surrogate}]/u;

/** True where the runtime gets `text` as it is: what it would cut off or replace must be refused, not predicted from. */
export function isCarriedText(text: string): boolean {
  return !NOT_CARRIED.test(text);
}
