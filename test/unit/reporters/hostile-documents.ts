import fc from 'fast-check';

import type { Result } from '../../../src/result/contract.js';
import { loadOf, modeOf, resultOf } from '../../golden/documents/build.js';

/** Signs of every format that a report is written in, and what terminals, browsers and GitHub make of them. */
const PIECES = [
  ...[
    '<script>alert(1)</script>',
    '</title>',
    '</pre>',
    '</details>',
    '<img src=x onerror=alert(1)>',
    '-->',
    '<!--',
  ],
  ...[
    ']]>',
    '<![CDATA[',
    '&',
    '&lt;',
    '"',
    "'",
    '|',
    '\\',
    '`',
    '```',
    '~~~',
    '*',
    '_',
    '[a](javascript:b)',
    '@team',
  ],
  ...[
    '#12',
    '\n',
    '\r\n',
    '\n\n',
    '\n::error::x',
    '%0A',
    ',',
    ';',
    '\t',
    '\u0000',
    '\u0007',
    '\u001B[31m',
    '\u2028',
  ],
  ...['\uD800', '\uFFFE', '=1+1', '- ', '1. ', '# ', '> ', '---', ' ', 'a', 'é', '漢', '👍'],
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 })
      .map((all) => all.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }) },
);

export interface HostileTexts {
  readonly label: string;
  readonly failed: string;
  readonly load: string;
  readonly scenario: string;
  readonly message: string;
}

/** Labels differ, as keys of one object do. */
export const hostileTexts: fc.Arbitrary<HostileTexts> = fc
  .record({
    label: hostileText,
    failed: hostileText,
    load: hostileText,
    scenario: hostileText,
    message: hostileText,
  })
  // An object would take a label of digits before the others, and `__proto__` not at all.
  .map((texts) => ({
    ...texts,
    label: `m${texts.label}`,
    failed: `f${texts.failed}`,
    load: `l${texts.load}`,
  }));

/** A small run with this text wherever a scenario, a server or a log brings text. */
export function hostileDocument({ label, failed, load, scenario, message }: HostileTexts): Result {
  const sketch = { kind: 'closed', rps: 1000, p50Us: 500, tail: 2, repeats: 3 } as const;
  const mode = (seed: number, invalid: readonly string[] = []) =>
    modeOf('embedded', {
      loads: { [load]: { ...loadOf({ ...sketch, seed, invalid }), errorSamples: [message] } },
      anonBytes: 1e7,
      storage: { model: 1000 },
      cpuUs: 10,
      objectives: { met: false, missed: [message, `${load}: ${message}`] },
    });
  return resultOf(
    {
      [label]: mode(1),
      other: mode(2),
      doubtful: mode(3, [message]),
      [failed]: {
        ...mode(4),
        status: 'failed',
        loads: {},
        error: { code: message, message, lastLines: [message] },
      },
    },
    { scenario, question: message, scenarioText: message },
    [message],
  );
}
