import { relative, basename } from 'node:path';

import type { Feature } from '../core/model-card.js';
import type { Scaffold } from '../scaffold/plan-scaffold.js';
import type { ModeProposal } from '../scaffold/propose-modes.js';
import type { Written } from '../scaffold/write-scaffold.js';
import { counted } from '../scaffold/counted.js';
import { renderList } from './render-list.js';

interface Done {
  readonly written: Written;
  readonly modes: readonly ModeProposal[];
  /** How the scenario is called from here. */
  readonly scenario: string;
  readonly records: number;
}

/** What was read, decided and written, and what to do next. */
export function scaffoldText(
  { card, traffic, assignments, tried, meaning, unused }: Scaffold,
  { written, modes, scenario, records }: Done,
): string {
  const rows = assignments.flatMap(({ input, fields, how }) =>
    fields.map(({ name }, column) => {
      const feature = card.features.find((candidate) => candidate.name === name);
      const place = fields.length > 1 ? `${input.name}[${column}]` : input.name;
      return [place, input.type, name, feature ? typeWords(feature) : '', how];
    }),
  );
  const reserved = (['label', 'timestamp'] as const).flatMap((key) =>
    traffic[key] === undefined ? [] : [`${key}: ${traffic[key]} (never sent)`],
  );
  const hasCodes = card.features.some(({ type }) => type === 'categorical');
  const leftOut = modes.flatMap(({ label, leftOut: why }) =>
    why === undefined ? [] : [`${label} is left out: ${why}`],
  );
  const taken = modes.filter(({ leftOut: why }) => why === undefined).map(({ label }) => label);
  return [
    renderList(['input', 'type', `field of ${basename(traffic.file)}`, 'read as', 'matched'], rows),
    ...(unused.length > 0 ? [`not used: ${unused.join(', ')}`] : []),
    [
      ...reserved,
      `${counted(records, 'request')}; the model answered ${tried === records ? 'all' : tried} of them`,
    ].join('; '),
    ...(meaning === undefined ? [] : [meaning]),
    ...(hasCodes
      ? [
          '',
          'Check: texts have codes in sorted order. Correct the vocabularies in model.yaml if the training coded them otherwise.',
        ]
      : []),
    '',
    ...written.files.map((file) => `wrote ${relative('.', file)}`),
    `modes: ${taken.join(', ')}${leftOut.length > 0 ? `; ${leftOut.join('; ')}` : ''}`,
    '',
    `Next: servebench run ${scenario} --output ${card.name}.html`,
  ].join('\n');
}

function typeWords(feature: Feature): string {
  if (feature.type === 'categorical') return `categorical, ${counted(feature.vocabulary.length, 'value')}`;
  if (feature.type === 'integer') return `integer, ${feature.min} to ${feature.max}`;
  if (feature.type === 'tensor') return `tensor [${feature.shape.join(', ')}]`;
  return feature.type;
}
