import type { TraceId } from './ids.ts'

/** The distinct requests of a population as points of the plane: alike requests lie close, far ones anywhere. */
export type StrataMap = {
  /** Distinct requests of the population. */
  readonly requests: number
  /** Of them placed by the layout itself; further points stand at the mean of their neighbours among these. */
  readonly laidOut: number
  /** Shape (n, 2), row-major; the wider direction spans [0, 1], the other [0, `height`]. n <= `requests`. */
  readonly positions: Float64Array
  readonly height: number
  /** Shape (n,): position among the strata. */
  readonly strata: Int32Array
  /** Who asked it, per point, ascending; absent in maps of earlier versions. */
  readonly traceIds?: readonly (readonly TraceId[])[]
}
