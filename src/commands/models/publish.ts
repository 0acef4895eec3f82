import { Args, Flags } from '@oclif/core';

import { openArtifactStore } from '../../artifacts/artifact-store.js';
import { publishModel } from '../../artifacts/publish-model.js';
import { artifactStoreFile, BaseCommand } from '../../base-command.js';
import { loadModel } from '../../bench/load-model.js';
import { findModel } from '../../scenario/find-file.js';

export default class ModelsPublish extends BaseCommand {
  static override summary = 'Publish a model into the artifact store, where applications load it by name.';
  static override examples = [
    '<%= config.bin %> models publish clicks',
    '<%= config.bin %> models publish path/to/new-model --name clicks',
  ];
  static override args = {
    model: Args.string({ description: 'name of a model, its folder, or a .onnx file', required: true }),
  };
  static override flags = {
    name: Flags.string({ description: 'publish under another name' }),
    store: Flags.string({
      description: 'artifact store file (default: artifacts.db of the state directory)',
    }),
    json: Flags.boolean({ description: 'print the version as JSON' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelsPublish);
    const { verifyModel } = await import('../../inference/verify-model.js');
    const card = await loadModel(findModel(args.model));
    // What applications are about to load must be a model that runs.
    await verifyModel(card);
    const store = openArtifactStore(flags.store ?? artifactStoreFile(this.stateDir));
    try {
      const { model, version, sha256, bytes, created } = await publishModel(store, {
        ...card,
        name: flags.name ?? card.name,
      });
      if (flags.json) return this.print(JSON.stringify({ model, version, sha256, bytes, created }, null, 2));
      const what = created ? 'published as' : 'is already';
      this.print(`${model} ${what} version ${version} (${sha256.slice(0, 12)}, ${bytes} bytes)`);
    } finally {
      store.close();
    }
  }
}
