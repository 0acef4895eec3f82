import { Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { shippedFolders } from '../../scenario/find-file.js';
import { listModels } from '../../scenario/list-models.js';
import { renderList } from '../../terminal/render-list.js';

export default class ModelsList extends BaseCommand {
  static override summary = 'List the models that have a card.';
  static override examples = ['<%= config.bin %> models list', '<%= config.bin %> models list --json'];
  static override flags = { json: Flags.boolean({ description: 'print as JSON' }) };

  async run(): Promise<void> {
    const { flags } = await this.parse(ModelsList);
    const models = await listModels(shippedFolders('models'));
    if (flags.json) return this.print(JSON.stringify(models, null, 2));
    const rows = models.map(({ name, sha256, bytes, summary, error }) => [
      name,
      sha256?.slice(0, 12) ?? '-',
      bytes === undefined ? '-' : String(bytes),
      error ?? summary ?? '',
    ]);
    this.print(renderList(['model', 'sha256', 'bytes', 'summary'], rows));
  }
}
