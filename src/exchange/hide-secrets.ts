const HIDDEN = '[hidden]';

/** A start of a secret that is shorter than this gives nothing away, and would hide the ends of innocent texts. */
const TELLING = 4;

/**
 * Hides secrets in a text that another application wrote: error pages like to repeat the token that they refuse. Also
 * the start of a secret at the end of the text, which may have been cut there.
 */
export function hideSecrets(text: string, secrets: readonly string[] = []): string {
  // A secret that contains another one goes first.
  const longestFirst = secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
  let redacted = text;
  for (const secret of longestFirst) {
    for (const written of new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
    ])) {
      redacted = redacted.replaceAll(written, HIDDEN);
      for (let length = written.length - 1; length >= TELLING; length--) {
        if (redacted.endsWith(written.slice(0, length))) redacted = redacted.slice(0, -length) + HIDDEN;
      }
    }
  }
  return redacted;
}
