import { NumericError } from '../../../errors/numeric-error.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { dequantiseRows } from '../../../numeric/quantised-rows.ts'
import { releaseRows } from '../../../numeric/release-rows.ts'
import type { StratumModel } from '../../../records/stratum-model.ts'
import type { PointSearch } from '../plain-search.ts'
import { type NearestReferences, referenceSearch } from './nearest-references.ts'
import { unitRowsOrZero } from './unit-rows-or-zero.ts'
import { type Thresholds, VOTERS, type Voters, voteAndGate } from './vote-and-gate.ts'

/** Says where requests belong, a piece at a time: memory does not grow with their number. */
export type Assigner = {
  /**
   * @param vectors - in the model's space (`space`), any number of rows.
   * @returns shape (rows,): position among the model's strata; -1 for none. A row does not depend on the others.
   * @throws {NumericError} `out-of-range` when the vectors are of another length, `non-finite`.
   */
  readonly assign: (vectors: Matrix) => Promise<Int32Array>
}

/**
 * The assignment rule of `model`, made ready once for any number of pieces: the vote and the gate among the 15 nearest
 * reference requests.
 *
 * @param search - finds those on a kernel; default in plain TypeScript, with the same result.
 */
export function createAssigner(model: StratumModel, search?: Pick<PointSearch, 'referenceSearch'>): Assigner {
  const { columns } = model.reference.vectors
  const references = referenceSearch(referenceRows(model.reference), VOTERS, search)
  const thresholds = thresholdsOf(model)
  return {
    assign: async vectors => {
      if (vectors.columns !== columns)
        throw new NumericError(
          `Expected vectors of ${columns} numbers for this model, got ${vectors.columns}`,
          {
            reason: 'out-of-range',
            hint: 'Embed the requests in the space of the model (`embedInSpace`)',
          },
        )
      const found = await references.nearest(unitRowsOrZero(vectors))
      return Int32Array.from({ length: vectors.rows }, (_, row) =>
        voteAndGate(votersOf(found, row, model.reference.labels), thresholds),
      )
    },
  }
}

/** Where the requests belong by the model; for many of them in pieces, `createAssigner`. */
export function assign(
  vectors: Matrix,
  model: StratumModel,
  search?: Pick<PointSearch, 'referenceSearch'>,
): Promise<Int32Array> {
  return createAssigner(model, search).assign(vectors)
}

/**
 * Where the model's own references belong, each left out of its own vote: as a request of a later window would be
 * assigned. All traces that asked the same are left out together, because within a window they often have one source
 * (a retry, a script) and would confirm one another as nothing in a later window does. Templates alone are known by
 * being sent again, so they stay where they are.
 *
 * @returns shape (references,): position among the model's strata; -1 for none.
 */
export async function assignReference(
  model: StratumModel,
  search?: Pick<PointSearch, 'referenceSearch'>,
): Promise<Int32Array> {
  const rows = referenceRows(model.reference)
  const found = await referenceSearch(rows, VOTERS + 1, search).nearest(rows)
  const thresholds = thresholdsOf(model)
  return Int32Array.from({ length: rows.rows }, (_, row) =>
    labelOfReference(found, row, model.reference.labels, thresholds),
  )
}

/** @param found - of 16 nearest references of each reference, itself among them. */
export function labelOfReference(
  found: NearestReferences,
  row: number,
  labels: Int32Array,
  thresholds: Thresholds,
): number {
  const own = labels[row]!
  if (thresholds.isTemplate[own] === true) return own
  return voteAndGate(votersOf(found, row, labels, row), thresholds)
}

/** The reference rows at unit length, as assignment compares with them. */
export function referenceRows(reference: StratumModel['reference']): Matrix {
  const rows = dequantiseRows(reference.vectors)
  const unit = unitRowsOrZero(rows)
  releaseRows(rows)
  return unit
}

/**
 * Up to 15 voters on `row`.
 *
 * @param found - of 15 nearest references, or 16 where one may be left out.
 * @param leftOut - reference without a vote; when it is not among those found, the farthest has none.
 */
export function votersOf(
  { count, indices, similarities }: NearestReferences,
  row: number,
  referenceLabels: Int32Array,
  leftOut?: number,
): Voters {
  const labels: number[] = []
  const kept: number[] = []
  for (let at = row * count; at < (row + 1) * count && labels.length < VOTERS; at++) {
    const reference = indices[at]!
    // -1: a row that is not finite meets no reference.
    if (reference === leftOut || reference === -1) continue
    labels.push(referenceLabels[reference]!)
    kept.push(similarities[at]!)
  }
  return { labels, similarities: kept }
}

function thresholdsOf({ strata, gate }: StratumModel): Thresholds {
  return {
    closeness: strata.map(({ closeness }) => closeness),
    isTemplate: strata.map(({ requests }) => requests === 1),
    gate,
  }
}
