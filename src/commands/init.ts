import { Args, Flags } from '@oclif/core';
import { basename, dirname, extname, relative, resolve } from 'node:path';

import { BaseCommand } from '../base-command.js';
import { UserError } from '../core/errors.js';
import { findShipped } from '../scenario/find-file.js';
import { loadModelCard } from '../scenario/load-model-card.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { pickModes, readFill } from '../terminal/scaffold-flags.js';
import { scaffoldText } from '../terminal/scaffold-text.js';
import { modeSchemas } from '../wiring.js';
import { namesFlag } from '../terminal/names-flag.js';

export default class Init extends BaseCommand {
  static override summary = 'Scaffold a scenario of your own from an .onnx file and a request log.';
  static override description = `Reads inputs and types from the graph, and fields, types, ranges and vocabularies from the log; proposes which field fills which input, asks the model some requests, and writes models/NAME/model.yaml and scenarios/NAME.yaml. On a terminal it asks what is not said; elsewhere, and with --yes, it takes what is clear and refuses what is not.

Model and log stay where they are. Nothing is overwritten without --force.`;
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init model.onnx requests.ndjson',
    '<%= config.bin %> init model.onnx requests.csv --fill x=age,income,visits --label bought --yes',
    '<%= config.bin %> init model.onnx requests.ndjson --name ranking --modes embedded,microservice --rate 1000',
  ];
  static override args = {
    model: Args.string({ description: 'the model: an .onnx file' }),
    log: Args.string({ description: 'a request log: .ndjson, .jsonl (an object a line) or .csv' }),
  };
  static override flags = {
    fill: Flags.string({
      description: 'fields of the log that fill an input, in the order of its columns',
      helpValue: 'input=a,b,c',
      multiple: true,
    }),
    label: Flags.string({ description: 'field that holds the true outcome, or none', helpValue: 'FIELD' }),
    timestamp: Flags.string({
      description: 'field that holds the time of the request, or none',
      helpValue: 'FIELD',
    }),
    name: Flags.string({ description: 'name of model and scenario (default: that of the .onnx file)' }),
    modes: Flags.string({
      description: 'modes to take, comma-separated (default: all that make sense)',
      helpValue: 'a,b',
    }),
    rate: Flags.integer({ description: 'requests a second that you expect', default: 200, min: 1 }),
    into: Flags.string({ description: 'folder that models/ and scenarios/ are written into', default: '.' }),
    yes: Flags.boolean({ char: 'y', description: 'ask nothing' }),
    force: Flags.boolean({ description: 'overwrite what is there' }),
    json: Flags.boolean({ description: 'print as JSON what was written; asks nothing' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Init);
    const isAsking = process.stdin.isTTY && process.stderr.isTTY && !flags.yes && !flags.json;
    const asker = isAsking ? await import('../terminal/ask-scaffold.js') : undefined;
    const model = args.model ?? (await asker?.askModel());
    const log = args.log ?? (await asker?.askLog());
    if (model === undefined || log === undefined) {
      throw new UserError(
        'INIT_INCOMPLETE',
        `init needs a model and a request log${model === undefined ? '' : ', and only the model was named'}`,
        'servebench init model.onnx requests.ndjson',
      );
    }
    if (extname(model).toLowerCase() !== '.onnx')
      throw new UserError('MODEL_INVALID', `${model}: expected a model that ends in .onnx`);
    const name = nameOf(flags.name ?? (await asker?.askName(proposedName(model))) ?? proposedName(model));
    const { checkFree, writeScaffold } = await import('../scaffold/write-scaffold.js');
    const { planScaffold, readMaterials } = await import('../scaffold/plan-scaffold.js');
    if (!flags.force) checkFree(flags.into, name);
    const materials = await readMaterials(findShipped(model), findShipped(log));
    const { label, timestamp } = flags;
    const stated = {
      fill: readFill(flags.fill ?? []),
      ...(label === undefined ? {} : { label }),
      ...(timestamp === undefined ? {} : { timestamp }),
    };
    const wishes = asker ? await asker.askWishes(materials, stated) : stated;
    const scaffold = await planScaffold(materials, wishes, name);
    const labels = namesFlag(flags.modes);
    const modes = pickModes(scaffold.modes, labels ?? (await asker?.askModes(scaffold.modes)));
    const { force, rate } = flags;
    const written = await writeScaffold(scaffold, { into: flags.into, modes, rate, force });
    // What was written is read back as every command will read it.
    await loadModelCard(written.card);
    await loadScenario(written.scenario, { modes: await modeSchemas() });
    if (flags.json) return this.print(JSON.stringify({ name, ...written }, null, 2));
    const scenario =
      resolve(flags.into) === process.cwd() ? name : relative(process.cwd(), resolve(written.scenario));
    this.print(scaffoldText(scaffold, { written, modes, scenario, records: materials.log.records }));
  }
}

/** Letters, digits, dots and dashes of the file's name, or of its folder's, where the file is just called model. */
function proposedName(model: string): string {
  const own = basename(model, extname(model));
  const name = (own === 'model' ? basename(dirname(resolve(model))) : own).replaceAll(/[^\w.-]+/g, '-');
  return name.replace(/^[^a-z0-9]+/i, '') || 'model';
}

/** @throws UserError NAME_INVALID */
function nameOf(text: string): string {
  if (/^[a-z0-9][\w.-]*$/i.test(text)) return text;
  throw new UserError(
    'NAME_INVALID',
    `--name: expected letters, digits, dots and dashes, got ${JSON.stringify(text)}`,
  );
}
