import { writeFileSync } from 'node:fs';
import { z } from 'zod';

import { documentSchema } from './contract.js';

// Run by the build: the JSON Schema that the package publishes.
const schema = {
  ...z.toJSONSchema(documentSchema, { target: 'draft-2020-12' }),
  title: 'servebench result, schema version 1',
};
writeFileSync(new URL('../result.schema.json', import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
