/*
 * The messages of `inference.proto` as the loader hands them over: names as in the file, 64-bit integers as decimal
 * strings, bytes as buffers, repeated fields and maps never missing, a message that was not sent as null.
 */

/** 64-bit integers of a shape or of contents: decimal strings when received, anything that reads as one when sent. */
type Integer64 = string | number | bigint;

export interface TensorContents {
  readonly bool_contents: readonly boolean[];
  readonly int_contents: readonly number[];
  readonly int64_contents: readonly string[];
  readonly uint_contents: readonly number[];
  readonly uint64_contents: readonly string[];
  readonly fp32_contents: readonly number[];
  readonly fp64_contents: readonly number[];
  readonly bytes_contents: readonly Buffer[];
}

/** Parameters are tolerated; only their names are looked at. */
type Parameters = Readonly<Record<string, unknown>>;

export interface InputTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly Integer64[];
  readonly parameters: Parameters;
  readonly contents: TensorContents | null;
}

export interface ModelInferRequest {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly inputs: readonly InputTensor[];
  readonly outputs: readonly { readonly name: string; readonly parameters: Parameters }[];
  readonly raw_input_contents: readonly Buffer[];
}

export interface ModelInferResponse {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly Integer64[];
  }[];
  readonly raw_output_contents: readonly Uint8Array[];
}

/** A request about one model, or about all of them where the name is empty. */
export interface ModelRequest {
  readonly name: string;
  readonly version: string;
}

export interface RepositoryRequest {
  readonly repository_name: string;
  readonly model_name: string;
  readonly parameters: Parameters;
}

export interface RepositoryIndexRequest {
  readonly repository_name: string;
  readonly ready: boolean;
}
