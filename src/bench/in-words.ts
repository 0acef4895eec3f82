/** 19800 -> `19.8 ms`, three digits. */
export function inMilliseconds(us: number): string {
  return `${Number((us / 1000).toPrecision(3))} ms`;
}

/** 0.0312 -> `3.1%`. */
export function inPercent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** 1500 -> `1.5 s`. */
export function inSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(3))} s`;
}
