import type { Matrix } from '../numeric/matrix.ts'
import type { TraceId } from './ids.ts'

/** One unit-length vector per trace, in the order of `traceIds`. Vectors of two `modelId`s must never be compared. */
export type Embeddings = {
  readonly traceIds: readonly TraceId[]
  readonly vectors: Matrix
  readonly modelId: string
}
