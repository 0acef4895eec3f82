import { Args } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { UserError } from '../../core/errors.js';
import { openHistory, type History } from '../../history/history.js';
import type { Document } from '../../reporters/reporter.js';
import { readExportedRun } from '../../terminal/exported-run.js';
import { readDocument } from '../../terminal/read-document.js';

export default class RunsImport extends BaseCommand {
  static override summary = 'Take a run, a gate or a drill that another history exported.';
  static override examples = ['<%= config.bin %> runs import run.json'];
  static override args = {
    file: Args.string({ description: 'file that `runs export` wrote', required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(RunsImport);
    const document = await readDocument(args.file);
    const history = openHistory(this.stateDir);
    try {
      this.print(importDocument(document, args.file, history));
    } finally {
      history.close();
    }
  }
}

/** @returns what was taken @throws UserError RUN_EXISTS, DOCUMENT_EXISTS, IMPORT_INVALID */
function importDocument(document: Document, file: string, history: History): string {
  if ('gate' in document) {
    history.gates.add(document);
    return `${document.gate.id}  gate of ${document.gate.scenario}, ${document.gate.verdict}`;
  }
  if ('drill' in document) {
    history.drills.add(document);
    return `${document.drill.id}  drill of ${document.drill.scenario}`;
  }
  if (!('run' in document)) {
    throw new UserError(
      'IMPORT_INVALID',
      `${file} is not the export of one run, gate or drill`,
      'write one: servebench runs export RUN --output FILE',
    );
  }
  const stored = readExportedRun(document.raw, file);
  history.add(stored);
  return `${stored.run.id}  ${stored.run.scenario.name}, ${stored.trials.length} trials`;
}
