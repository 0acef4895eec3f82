const USER_INFO = /^([a-z]+:\/\/[^:@/?#]*):([^@/?#]*)@/i;

/** @returns the password that stands in the URL itself; undefined where there is none or it is named as `${VARIABLE}`. */
export function literalPassword(url: string): string | undefined {
  const password = USER_INFO.exec(url)?.[2];
  return password === undefined || isReference(password) ? undefined : password;
}

/** @returns the URL as it may be stored and shown. */
export function withoutPassword(url: string): string {
  return literalPassword(url) === undefined ? url : url.replace(USER_INFO, '$1@');
}

/** True for `${VARIABLE}` and nothing else. */
export function isReference(text: string): boolean {
  return /^\$\{\w+\}$/.test(text);
}

/** A variable that is the whole URL is taken as it is, one inside it is a part and is escaped. */
export function resolveReferences(
  text: string,
  environment: NodeJS.ProcessEnv,
  onUnset: (name: string) => string,
): string {
  const isWhole = isReference(text);
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = environment[name] ?? onUnset(name);
    return isWhole ? value : encodeURIComponent(value);
  });
}
