import { describe, expect, it } from 'vitest';

import { readModes } from '../../../src/scenario/modes-section.js';
import { modeSchemas } from '../../../src/wiring.js';

/** @returns the options of the modes, and what was reported, as `path: text`. */
async function read(raw: unknown): Promise<{ options: unknown[]; mistakes: string[] }> {
  const mistakes: string[] = [];
  const modes = readModes(raw, await modeSchemas(), (path, text) =>
    mistakes.push(`${path.join('.')}: ${text}`),
  );
  return { options: (modes ?? []).map(({ options }) => options), mistakes };
}

describe('an option that names another mode', () => {
  it('is read by the schema of that mode, to any depth', async () => {
    const { options, mistakes } = await read({
      hybrid: {},
      cached: { inner: { mode: 'hybrid', onMiss: { mode: 'microservice', replicas: 2 } } },
    });
    expect(mistakes).toEqual([]);
    expect(options[0]).toMatchObject({ onMiss: { mode: 'embedded', options: { workers: 0 } } });
    expect(options[1]).toMatchObject({
      maxEntries: 10_000,
      inner: {
        mode: 'hybrid',
        options: { onMiss: { mode: 'microservice', options: { kind: 'own', replicas: 2 } } },
      },
    });
  });

  it('keeps the words that name no mode', async () => {
    const { options, mistakes } = await read({
      precomputed: {},
      a: { mode: 'precomputed', onMiss: 'default' },
      b: { mode: 'precomputed', onMiss: { backOff: ['hour'] } },
    });
    expect(mistakes).toEqual([]);
    expect(options).toMatchObject([
      { onMiss: 'miss' },
      { onMiss: 'default' },
      { onMiss: { backOff: ['hour'] } },
    ]);
  });

  it.each([
    [
      { mode: 'hybrid', onMiss: { mode: 'microservice', replicas: 0 } },
      'modes.x.onMiss.replicas: expected at least 1',
    ],
    [{ mode: 'hybrid', onMiss: { mode: 'microservice', replica: 2 } }, 'modes.x.onMiss.replica: unknown key'],
    [
      { mode: 'hybrid', onMiss: 'embeded' },
      'modes.x.onMiss: unknown value "embeded" (did you mean "embedded"?',
    ],
    [{ mode: 'cached', inner: 'external' }, 'modes.x.inner: unknown value "external"'],
    [
      { mode: 'cached', inner: { mode: 'hybrid', onMiss: { mode: 'embedded', applications: 2 } } },
      'modes.x.inner.onMiss.applications: leave it out',
    ],
    [{ mode: 'precomputed', onMiss: 5 }, 'modes.x.onMiss: expected miss, default, back-off'],
    [
      { mode: 'precomputed', onMiss: { backOff: [] } },
      'modes.x.onMiss.backOff: expected at least one feature',
    ],
  ])('%j is refused at its place', async (x, message) => {
    const { mistakes } = await read({ x });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(message);
  });
});
