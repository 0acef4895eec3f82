/** Why the newest version that a predictor follows is not the one that answers. */
export interface RefusedVersion {
  /** The version that answered goes on; the reason is printed where it was not the last one printed. */
  readonly report: (error: unknown) => void;
  /** The newest version answers. */
  readonly settle: () => void;
  /** As `Predictor.current` gives it: without a problem where the newest version answers. */
  readonly state: () => { readonly problem?: string };
}

/** @param what happened, in words: `a new table is not served` */
export function trackRefusedVersion(what: string): RefusedVersion {
  let problem: string | undefined;
  return {
    report: (error) => {
      const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
      // The parent keeps the last lines for its messages.
      if (text !== problem) process.stderr.write(`${text}\n`);
      problem = text;
    },
    settle: () => (problem = undefined),
    state: () => (problem === undefined ? {} : { problem }),
  };
}
