import { hash } from 'node:crypto'
import { InvariantError } from '../../errors/invariant-error.ts'
import { finiteMatrix, squaredNorms } from '../../numeric/distance.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { TraceId } from '../../records/ids.ts'
import type { Intent } from '../../records/intent.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import { foldRequest } from './fold-request.ts'

/** What several traces asked in the same words, near enough (or what the embedding cannot tell apart). */
export type DistinctRequest = {
  readonly text: RedactedText
  /** Ascending. */
  readonly traceIds: readonly TraceId[]
  /** Row of the embeddings that stands for it. */
  readonly row: number
}

/** Cosine. Requests that differ in an order number have .8 and more; below this the vectors come from something else. */
const LEAST_SIMILARITY = 0.5

/**
 * The distinct requests in ascending order of their smallest trace id, so in an order that the input cannot move.
 *
 * Texts that fold alike (`foldRequest`) or have equal vectors are one request, because a template sent often enough
 * would otherwise be a cluster of its own and tear its neighbourhood apart. A request keeps text and vector of its
 * smallest trace id. Texts that fold alike but whose vectors have little in common stay apart.
 *
 * @throws {InvariantError} when a trace has no intent, or the embeddings are not one row per trace.
 */
export function distinctRequests(
  embeddings: Embeddings,
  intents: readonly Intent[],
): readonly DistinctRequest[] {
  const { traceIds, vectors } = embeddings
  if (vectors.rows !== traceIds.length)
    throw new InvariantError('Expected one vector per trace', {
      details: `${vectors.rows} vectors for ${traceIds.length} traces`,
    })
  const texts = new Map(intents.map(({ traceId, text }) => [traceId, text]))
  const byText = new Map<string, { text: RedactedText; traceIds: TraceId[]; row: number }>()
  for (const row of [...traceIds.keys()].sort((a, b) => compareIds(traceIds[a]!, traceIds[b]!))) {
    const traceId = traceIds[row]!
    const text = texts.get(traceId)
    if (text === undefined)
      throw new InvariantError('Expected an intent for every embedded trace', {
        details: `${texts.size} intents for ${traceIds.length} traces`,
      })
    const folded = foldRequest(text)
    const alike = byText.get(folded)
    const isApart = alike !== undefined && cosine(vectors, alike.row, row) < LEAST_SIMILARITY
    const key = isApart ? `${folded}\0${text}` : folded
    const known = isApart ? byText.get(key) : alike
    if (known === undefined) byText.set(key, { text, traceIds: [traceId], row })
    else known.traceIds.push(traceId)
  }
  const byVector = Map.groupBy(byText.values(), ({ row }) => vectorKey(vectors, row))
  return [...byVector.values()].map(same => {
    const first = same[0]!
    return { ...first, traceIds: same.flatMap(request => request.traceIds).sort(compareIds) }
  })
}

/**
 * The vectors of `requests` at unit length. A zero vector stays zero. In single precision, as vectors come from models:
 * they are the largest thing a run keeps in memory.
 *
 * @throws {NumericError} `non-finite`.
 */
export function vectorsOf(requests: readonly DistinctRequest[], embeddings: Embeddings): Matrix {
  const { columns, data: given } = embeddings.vectors
  const data = new Float32Array(requests.length * columns)
  for (const [at, { row }] of requests.entries()) {
    const points = finiteMatrix({
      data: given.subarray(row * columns, (row + 1) * columns),
      rows: 1,
      columns,
    })
    const length = Math.sqrt(squaredNorms(points)[0]!)
    if (length > 0)
      data.set(
        points.data.map(value => value / length),
        at * columns,
      )
  }
  return { data, rows: requests.length, columns }
}

/** NaN for a zero row, which is not below any limit. */
function cosine({ data, columns }: Embeddings['vectors'], a: number, b: number): number {
  let [product, squareA, squareB] = [0, 0, 0]
  for (let column = 0; column < columns; column++) {
    const left = data[a * columns + column]!
    const right = data[b * columns + column]!
    product += left * right
    squareA += left * left
    squareB += right * right
  }
  return product / Math.sqrt(squareA * squareB)
}

/** By code units: the same on every machine, whatever its locale. */
export function compareIds(a: TraceId, b: TraceId): number {
  return a < b ? -1 : Number(a > b)
}

/** Equal for equal rows only; a hash, because the rows themselves as keys would be one more copy of all vectors. Adding 0 makes -0 and 0 one. */
function vectorKey({ data, columns }: Embeddings['vectors'], row: number): string {
  const values = data.slice(row * columns, (row + 1) * columns).map(value => value + 0)
  return hash('sha256', new Uint8Array(values.buffer), 'base64')
}
