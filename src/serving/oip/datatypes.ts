import type { TensorType } from '../../core/model-card.js';

/** Names that the Open Inference Protocol gives to the element types of ONNX. */
export const OIP_DATATYPES = {
  float32: 'FP32',
  float64: 'FP64',
  float16: 'FP16',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  bool: 'BOOL',
  string: 'BYTES',
} as const satisfies Record<TensorType, string>;

/** Says how many of the first bytes of a body are JSON; binary tensors follow. 0 means that there is no JSON at all. */
export const HEADER_LENGTH = 'inference-header-content-length';
