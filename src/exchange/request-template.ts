type Fields = Readonly<Record<string, unknown>>;

/** Makes the JSON body of one request of its features. */
export type WriteBody = (features: Fields) => string;

/** Stands for all features together; a feature of this name cannot be named alone. */
export const WHOLE_REQUEST = 'request';

const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/g;
const ONE_PLACEHOLDER = /^\{\{\s*([^{}]+?)\s*\}\}$/;

/** JSON text that never changes, or what makes some of the features. */
type Part = string | ((features: Fields) => string);

/**
 * Compiles a template into a function that only joins texts: it runs for every request of a load.
 *
 * A text that is one placeholder and nothing else keeps the JSON type of what it stands for; beside other characters
 * it becomes text. A field that a request lacks is null, or no text.
 * @param template any JSON value; undefined for the features as they are.
 */
export function compileRequest(template: unknown): WriteBody {
  if (template === undefined) return (features) => JSON.stringify(features);
  const parts = joinTexts(partsOf(template));
  return (features) => {
    let body = '';
    for (const part of parts) body += typeof part === 'string' ? part : part(features);
    return body;
  };
}

/** @returns the names in the placeholders of all texts of a template, each once. */
export function placeholdersOf(template: unknown): string[] {
  if (typeof template === 'string')
    return [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
  if (typeof template !== 'object' || template === null) return [];
  return [...new Set(Object.values(template).flatMap(placeholdersOf))];
}

function partsOf(value: unknown): Part[] {
  if (typeof value === 'string') return [partOfText(value)];
  if (Array.isArray(value)) return ['[', ...between(value.map(partsOf)), ']'];
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]): Part[] => [
      `${JSON.stringify(key)}:`,
      ...partsOf(item),
    ]);
    return ['{', ...between(entries), '}'];
  }
  return [jsonOf(value)];
}

function between(items: readonly (readonly Part[])[]): Part[] {
  return items.flatMap((parts, index) => (index === 0 ? parts : [',', ...parts]));
}

function partOfText(text: string): Part {
  const [, only] = ONE_PLACEHOLDER.exec(text) ?? [];
  if (only !== undefined) return (features) => jsonOf(valueOf(features, only));
  if (placeholdersOf(text).length === 0) return jsonOf(text);
  return (features) =>
    jsonOf(text.replaceAll(PLACEHOLDER, (_, name: string) => textOf(valueOf(features, name))));
}

function valueOf(features: Fields, name: string): unknown {
  if (name === WHOLE_REQUEST) return features;
  return Object.hasOwn(features, name) ? features[name] : undefined;
}

function jsonOf(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function joinTexts(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined;
}
