/**
 * Node.js flags of a load process. Its garbage is small and short-lived, so a young generation that starts at its full
 * size (MB) is collected once in seconds instead of several times a second; each collection is a millisecond in which
 * requests that are due do not leave.
 */
export const HEAP_FLAGS = ['--min-semi-space-size=32', '--max-semi-space-size=32'] as const;
