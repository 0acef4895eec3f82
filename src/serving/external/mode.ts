import { UserError } from '../../core/errors.js';
import type { ModelCard } from '../../core/model-card.js';
import type { GoldenRow } from '../../core/predictor-spec.js';
import { resolveHeaders } from '../../exchange/environment.js';
import { placeholdersOf, WHOLE_REQUEST } from '../../exchange/request-template.js';
import { closest } from '../../scenario/suggest.js';
import type { ServingMode } from '../serving-mode.js';
import { externalOptions, type ExternalOptions } from './options.js';

/**
 * An application of the user's own, already running somewhere: it gets the scenario's requests at one address, in its
 * own format. It is ready when it answers the first of them. What only its operator knows is null: memory, CPU,
 * start-up, storage, footprint, and coverage, which takes an exact pass over all requests.
 */
export const externalMode: ServingMode<ExternalOptions> = {
  id: 'external',
  summary: 'an application of your own at a URL, asked in its own format; nothing else of it is touched',
  isElsewhere: true,
  options: externalOptions,
  footprint: () => null,
  prepare: async (_context, { headers, parity, tolerance }) => {
    // A variable that is not set is told before anything else is deployed.
    resolveHeaders(headers, process.env);
    return {
      storage: null,
      answers: { from: 'elsewhere', tolerance: parity ? tolerance : null },
      artifacts: {},
    };
  },
  deploy: async ({ card, label, golden }, options) => {
    const { url, method, request, response, timeout } = options;
    checkPlaceholders(label, request, knownFields(card, golden));
    const target = {
      url,
      method,
      timeoutMs: timeout,
      ...resolveHeaders(options.headers, process.env),
      ...(request === undefined ? {} : { request }),
      ...(response === undefined ? {} : { response }),
    };
    return { target, urls: [{ title: 'external application', url }], processes: [] };
  },
};

/** A log may carry fields that the model does not know, and the application may need them. */
function knownFields({ features }: ModelCard, golden: readonly GoldenRow[]): string[] {
  const names = [
    ...features.map(({ name }) => name),
    ...golden.flatMap(({ request }) => Object.keys(request)),
  ];
  return [...new Set(names)];
}

/** @throws UserError FIELD_UNKNOWN */
function checkPlaceholders(label: string, template: unknown, known: readonly string[]): void {
  const unknown = placeholdersOf(template).find((name) => name !== WHOLE_REQUEST && !known.includes(name));
  if (unknown === undefined) return;
  const meant = closest(unknown, [...known, WHOLE_REQUEST]);
  throw new UserError(
    'FIELD_UNKNOWN',
    `modes.${label}.request names {{${unknown}}}, but requests have no such field${meant === undefined ? '' : ` (did you mean {{${meant}}}?)`}`,
    `use {{${WHOLE_REQUEST}}} for the whole request, or one of: ${known.join(', ')}`,
  );
}
