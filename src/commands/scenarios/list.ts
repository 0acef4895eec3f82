import { Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { shippedFolders } from '../../scenario/find-file.js';
import { listScenarios } from '../../scenario/list-scenarios.js';
import { renderList } from '../../terminal/render-list.js';

export default class ScenariosList extends BaseCommand {
  static override summary = 'List scenarios and the question that each answers.';
  static override examples = ['<%= config.bin %> scenarios list', '<%= config.bin %> scenarios list --json'];
  static override flags = { json: Flags.boolean({ description: 'print as JSON' }) };

  async run(): Promise<void> {
    const { flags } = await this.parse(ScenariosList);
    const listings = (
      await Promise.all(shippedFolders('scenarios').map((folder) => listScenarios(folder)))
    ).flat();
    if (flags.json) return this.print(JSON.stringify(listings, null, 2));
    this.print(
      renderList(
        ['scenario', 'question'],
        listings.map(({ name, question, error }) => [name, error ?? question ?? '']),
      ),
    );
  }
}
