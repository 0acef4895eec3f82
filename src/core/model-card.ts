/** Element types of ONNX tensors, by the names that onnxruntime uses. */
export const TENSOR_TYPES = [
  'float32',
  'float64',
  'float16',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
  'string',
] as const;
export type TensorType = (typeof TENSOR_TYPES)[number];

/** A dimension is a size or the name of a symbolic one (`batch`). */
export type Dimension = number | string;

export interface TensorSpec {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly Dimension[];
}

/** What an output means decides which quality figures can be computed from it. */
export const OUTPUT_MEANINGS = ['binary-probability', 'class-probabilities', 'class', 'value'] as const;
export interface OutputSpec extends TensorSpec {
  readonly meaning?: (typeof OUTPUT_MEANINGS)[number];
  /** Labels of the classes, in the order of the output's elements. */
  readonly classes?: readonly string[];
}

interface FeatureBase {
  /** Field of a request. */
  readonly name: string;
  /** ONNX input that the feature fills. */
  readonly input: string;
}

/** Code of the i-th vocabulary value is i; `oov` is the code of everything else. Without `oov` other values are rejected. */
export interface CategoricalFeature extends FeatureBase {
  readonly type: 'categorical';
  readonly column: number;
  readonly vocabulary: readonly string[];
  readonly oov?: number;
}

/** A whole number, bounded if `min` and `max` are given (a bounded one can be enumerated). */
export interface IntegerFeature extends FeatureBase {
  readonly type: 'integer';
  readonly column: number;
  readonly min?: number;
  readonly max?: number;
}

export interface NumberFeature extends FeatureBase {
  readonly type: 'number';
  readonly column: number;
  readonly min?: number;
  readonly max?: number;
}

/** Fills its input alone: a flat or nested array, row-major. */
export interface TensorFeature extends FeatureBase {
  readonly type: 'tensor';
  /** Shape of one request, without the batch dimension. */
  readonly shape: readonly Dimension[];
}

/**
 * Any text, as hashed n-grams of its characters: `inference/text-ngrams.ts` says exactly how. Fills its input alone, with
 * a bucket from 1 to `buckets` for each n-gram, then zeros.
 */
export interface TextFeature extends FeatureBase {
  readonly type: 'text';
  readonly normalise: (typeof TEXT_NORMALISATIONS)[number];
  /** Shortest and longest n-gram, in code points. */
  readonly ngrams: readonly [shortest: number, longest: number];
  readonly hash: (typeof TEXT_HASHES)[number];
  readonly buckets: number;
  /** Code points of the normalised text that count; what follows is cut off. */
  readonly maxLength: number;
  /** Texts that a traffic generator can draw; no part of the model. */
  readonly phrases?: Phrases;
}
export const TEXT_NORMALISATIONS = ['nfkc-lowercase'] as const;
export const TEXT_HASHES = ['fnv1a-32'] as const;

/** Texts by composition: each `{list}` of a phrase stands for any entry of that list. */
export interface Phrases {
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly phrases: readonly {
    readonly phrase: string;
    /** The true class of its texts. */
    readonly label?: string;
  }[];
}

/** Fills one column of its input. */
export type ScalarFeature = CategoricalFeature | IntegerFeature | NumberFeature;
export type Feature = ScalarFeature | TensorFeature | TextFeature;
export const FEATURE_TYPES = [
  'categorical',
  'integer',
  'number',
  'tensor',
  'text',
] as const satisfies Feature['type'][];

/** One model: the graph, how requests fill it, what its outputs mean, where it comes from. */
export interface ModelCard {
  readonly name: string;
  readonly summary?: string;
  /** Absolute path of the ONNX file. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly OutputSpec[];
  readonly features: readonly Feature[];
  readonly provenance?: unknown;
}

/** True for a feature that shares its input with others. */
export function isScalar(feature: Feature): feature is ScalarFeature {
  return feature.type !== 'tensor' && feature.type !== 'text';
}

/** True where every tensor of the graph has a symbolic first dimension: only then can rows be stacked. */
export function isBatchable(card: Pick<ModelCard, 'inputs' | 'outputs'>): boolean {
  return [...card.inputs, ...card.outputs].every((tensor) => typeof tensor.shape[0] === 'string');
}

/**
 * Shape of one row of a tensor: without its first dimension where that is symbolic or 1, else the whole shape
 * (a graph fixed to [4, 3] takes one request of 4 x 3).
 */
export function rowShape(tensor: TensorSpec): readonly Dimension[] {
  const [first, ...rest] = tensor.shape;
  return typeof first === 'string' || first === 1 ? rest : tensor.shape;
}
