import { thousands } from '../traffic/in-words.js';

/** `1 request`, `26,000 requests`. */
export function counted(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}
