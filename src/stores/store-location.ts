import type { StoreAddress } from './store-url.js';

/** A table of a server store: `<url>#<id>`. */
export function tableLocation({ written }: Pick<StoreAddress, 'written'>, id: string): string {
  return `${written}#${id}`;
}

/** @returns the parts of a location; `id` is empty where it is none. */
export function splitLocation(location: string): { readonly url: string; readonly id: string } {
  const hash = location.lastIndexOf('#');
  return hash < 0
    ? { url: location, id: '' }
    : { url: location.slice(0, hash), id: location.slice(hash + 1) };
}
