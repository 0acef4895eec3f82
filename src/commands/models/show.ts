import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { loadModel } from '../../bench/load-model.js';
import type { Feature } from '../../core/model-card.js';
import { findModel } from '../../scenario/find-file.js';

export default class ModelsShow extends BaseCommand {
  static override summary = "Show a model's card: what it takes, what it gives, where it comes from.";
  static override examples = [
    '<%= config.bin %> models show clicks',
    '<%= config.bin %> models show clicks --json',
  ];
  static override args = {
    model: Args.string({ description: 'name of a model, its folder, or a .onnx file', required: true }),
  };
  static override flags = {
    json: Flags.boolean({ description: 'print the whole card, vocabularies included' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelsShow);
    const card = await loadModel(findModel(args.model));
    if (flags.json) return this.print(JSON.stringify(card, null, 2));
    const shape = (dimensions: readonly (number | string)[]): string => `[${dimensions.join(', ')}]`;
    this.print(
      [
        `${card.name}: ${card.summary ?? 'no summary'}`,
        `file      ${card.file} (${card.bytes} bytes)`,
        `sha256    ${card.sha256}`,
        ...card.inputs.map(({ name, type, shape: size }) => `input     ${name}: ${type}${shape(size)}`),
        ...card.outputs.map(({ name, type, shape: size, meaning }) => {
          return `output    ${name}: ${type}${shape(size)}${meaning ? `, ${meaning}` : ''}`;
        }),
        ...card.features.map((feature) => {
          return `feature   ${feature.name}: ${feature.type}${detailsOf(feature)}`;
        }),
      ].join('\n'),
    );
  }
}

function detailsOf(feature: Feature): string {
  if (feature.type === 'text') {
    const [shortest, longest] = feature.ngrams;
    return `, ${shortest} to ${longest} characters in ${feature.buckets} buckets, at most ${feature.maxLength}`;
  }
  if (feature.type !== 'categorical') return '';
  const oov = feature.oov === undefined ? '' : `, OOV code ${feature.oov}`;
  return `, ${feature.vocabulary.length} values${oov}`;
}
