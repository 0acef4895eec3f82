import type { Feature, ModelCard, OutputSpec, TensorSpec } from '../core/model-card.js';

/** A file that is to be written, by its path below the folder of the card. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** A longer vocabulary has a file of its own, one value a line. */
const MOST_INLINE = 50;

/**
 * The card as YAML, and its longer vocabularies. JSON is YAML: every text is quoted as JSON, so that none is read as a
 * number. @param graph path of the ONNX file from the folder of the card
 */
export function cardFiles(card: ModelCard, graph: string, logName: string): readonly TextFile[] {
  const vocabularies = card.features.flatMap((feature, index) => vocabularyFile(feature, index) ?? []);
  const hasCodes = card.features.some(({ type }) => type === 'categorical');
  const hasRanges = card.features.some(({ type }) => type === 'categorical' || type === 'integer');
  const lines = [
    `# Written by servebench init from the graph and ${logName}. Correct it where it is wrong, then:`,
    `# servebench models verify ${card.name}`,
    `name: ${JSON.stringify(card.name)}`,
    `file: ${JSON.stringify(graph)}`,
    `sha256: ${card.sha256}`,
    'inputs:',
    ...card.inputs.map((input) => `  - ${tensorText(input)}`),
    'outputs:',
    ...card.outputs.map((output) => `  - ${tensorText(output)}`),
    ...(hasRanges ? RANGES : []),
    ...(hasCodes ? CODES : []),
    'features:',
    ...card.features.map((feature, index) => `  - ${featureText(feature, vocabularyFile(feature, index))}`),
  ];
  return [{ path: 'model.yaml', text: `${lines.join('\n')}\n` }, ...vocabularies];
}

const RANGES = [
  '# Ranges and vocabularies were read from the whole log, also from the part that a run replays: what the model can',
  '# take beyond them is not in a table of every combination.',
];

const CODES = [
  '# The code of a value is its position in the vocabulary. They stand in sorted order, as scikit-learn’s encoders code',
  '# them; if the model was trained with another order, put them into that one: speed is the same, predictions are not.',
  '# `oov: N` gives values outside the vocabulary a code, if the graph has a row for it; without it they are refused.',
];

function tensorText({ name, type, shape, ...output }: TensorSpec & Partial<OutputSpec>): string {
  const { meaning, classes } = output;
  const more = [
    ...(meaning === undefined ? [] : [`meaning: ${meaning}`]),
    ...(classes === undefined ? [] : [`classes: ${JSON.stringify(classes)}`]),
  ];
  return `{ ${[`name: ${JSON.stringify(name)}`, `type: ${type}`, `shape: ${JSON.stringify(shape)}`, ...more].join(', ')} }`;
}

function featureText(feature: Feature, file: TextFile | undefined): string {
  const { name, type, input } = feature;
  const parts = [`name: ${JSON.stringify(name)}`, `type: ${type}`, `input: ${JSON.stringify(input)}`];
  if (feature.type === 'tensor') parts.push(`shape: ${JSON.stringify(feature.shape)}`);
  else if (feature.type !== 'text') parts.push(`column: ${feature.column}`);
  if (feature.type === 'integer') parts.push(`min: ${feature.min ?? 0}`, `max: ${feature.max ?? 0}`);
  if (feature.type === 'categorical') {
    const written = file ? `{ file: ${JSON.stringify(file.path)} }` : JSON.stringify(feature.vocabulary);
    parts.push(`vocabulary: ${written}`);
  }
  return `{ ${parts.join(', ')} }`;
}

/** A value with a line break cannot stand in a file of lines. */
function vocabularyFile(feature: Feature, index: number): TextFile | undefined {
  if (feature.type !== 'categorical' || feature.vocabulary.length <= MOST_INLINE) return undefined;
  if (feature.vocabulary.some((value) => /[\r\n]/.test(value) || value === '')) return undefined;
  const name = /^[\w-]{1,60}$/.test(feature.name) ? feature.name : `feature-${index}`;
  return { path: `vocabulary/${name}.txt`, text: `${feature.vocabulary.join('\n')}\n` };
}
