import type { TensorData } from '../../inference/tensor-data.js';

/** An inference request of either protocol, held against the graph. */
export interface InferRequest {
  /** Given back in the response. */
  readonly id: string | undefined;
  /** In the order of the card's inputs. */
  readonly inputs: readonly TensorData[];
  /** Size of the batch dimension; 1 where the graph has none. */
  readonly rows: number;
  readonly outputs: readonly RequestedOutput[];
}

export interface RequestedOutput {
  /** Place among the card's outputs. */
  readonly index: number;
  /** Whether a REST response carries it after its JSON. */
  readonly isBinary: boolean;
}
