import { z } from 'zod';

import { durationMs } from '../../scenario/fields.js';
import { headersOption, pathOption, requestOption, urlOption } from '../exchange-options.js';

/** Options of the mode `external`, as a scenario has them: a secret is named here, and read when it is needed. */
export const externalOptions = z.strictObject({
  /** Takes the requests; nothing else of the application is asked. */
  url: urlOption,
  method: z.enum(['POST', 'PUT', 'PATCH']).default('POST'),
  /** `${NAME}` in a value is read from the environment, and never stored. */
  headers: headersOption.default({}),
  /** The body: `{{request}}` stands for all features, `{{field}}` for one. */
  request: requestOption.optional(),
  /** Where an answer has the prediction, and where its source. */
  response: z
    .union([
      pathOption.transform((prediction) => ({ prediction })),
      z.strictObject({ prediction: pathOption.exactOptional(), source: pathOption.exactOptional() }),
    ])
    .exactOptional(),
  /** Whether predictions are compared with the model's own. */
  parity: z.boolean().default(true),
  /** Largest difference of a prediction from the model's own: another runtime rounds otherwise. */
  tolerance: z.number().min(0).default(1e-6),
  /** Longest wait of a check, before any load. */
  timeout: durationMs().default(10_000),
});
export type ExternalOptions = z.infer<typeof externalOptions>;
