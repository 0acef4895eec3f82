import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { loadModel } from '../../bench/load-model.js';
import { shippedFolders, findModel } from '../../scenario/find-file.js';
import { listModels } from '../../scenario/list-models.js';

export default class ModelsVerify extends BaseCommand {
  static override summary =
    'Hold models against their cards: hash, inputs, outputs, and rows alone against rows in a batch.';
  static override examples = [
    '<%= config.bin %> models verify',
    '<%= config.bin %> models verify clicks',
    '<%= config.bin %> models verify --json',
  ];
  static override args = {
    model: Args.string({
      description: 'name of a model, its folder, or a .onnx file; all of them if left out',
    }),
  };

  static override flags = { json: Flags.boolean({ description: 'print as JSON' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelsVerify);
    const { verifyModel } = await import('../../inference/verify-model.js');
    const names = args.model
      ? [args.model]
      : (await listModels(shippedFolders('models'))).map(({ folder }) => folder);
    const verified: { name: string; sha256: string; rows: number; maxAbsDiff: number }[] = [];
    for (const path of names) {
      const card = await loadModel(findModel(path));
      const { rows, maxAbsDiff } = await verifyModel(card);
      const { name, sha256 } = card;
      verified.push({ name, sha256, rows, maxAbsDiff });
      if (!flags.json) {
        this.print(
          `${name}: card and graph agree; ${rows} rows alone and in a batch differ by ${maxAbsDiff}`,
        );
      }
    }
    if (flags.json) this.print(JSON.stringify(verified, null, 2));
  }
}
