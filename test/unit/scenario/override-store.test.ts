import { describe, expect, it } from 'vitest';

import { redact } from '../../../src/core/redact.js';
import { BASE, load, mistakesOf } from './workspace.js';

const TEXT = `${BASE}  precomputed: { keys: full } # all of them
  small:
    mode: precomputed
    store: postgres
    url: postgres://other
    keys: { top: 10 }
`;
const URL = 'postgres://u:secret@h/db';

describe('--store', () => {
  it('replaces the store of every mode that has one, and of no other', async () => {
    const { modes, text } = await load(TEXT, { overrides: { store: { store: 'postgres', url: URL } } });
    expect(modes).toEqual([
      { label: 'embedded', mode: 'embedded', options: { sessions: 1 } },
      { label: 'precomputed', mode: 'precomputed', options: { store: 'postgres', url: URL, keys: 'full' } },
      { label: 'small', mode: 'precomputed', options: { store: 'postgres', url: URL, keys: { top: 10 } } },
    ]);
    expect(redact(text)).toContain('url: postgres://u:***@h/db } # all of them');
    expect(redact(text)).not.toContain('secret');
  });

  it('goes back to files', async () => {
    const { modes } = await load(TEXT, { overrides: { store: { store: 'sqlite' } } });
    expect(modes[2]?.options).toEqual({ store: 'sqlite', keys: { top: 10 } });
  });

  it('looks at the modes that --modes left, also at one that it added with no options', async () => {
    const overrides = { modes: ['precomputed'], store: { store: 'postgres', url: URL } };
    expect((await load(BASE, { overrides })).modes).toEqual([
      {
        label: 'precomputed',
        mode: 'precomputed',
        options: { store: 'postgres', url: URL, keys: { top: 100 } },
      },
    ]);
  });

  it('is a mistake where no mode has a store, told without the password', async () => {
    expect(await mistakesOf(BASE, { overrides: { store: { store: 'postgres', url: URL } } })).toEqual([
      '--store postgres://u:***@h/db: modes: no mode of the scenario keeps a prediction table',
    ]);
  });
});
