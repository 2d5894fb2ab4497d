import type { Matrix } from './matrix.ts'
import { type Rng, randomInteger } from './random.ts'
import { requireInteger, requireRange } from './require-range.ts'

export type BootstrapOptions = {
  readonly rng: Rng
  /** Resamples, integer >= 100. */
  readonly resamples: number
  /** Two-sided, in (0, 1); .90 makes each end a one-sided 95% bound. */
  readonly confidence: number
}

/** A statistic undefined in more of the resamples than this has no interval. */
const MOST_UNDEFINED = 0.05

/**
 * Percentile bootstrap intervals of statistics of column totals, items drawn with replacement: what several rows of one
 * item have in common (two votes on it) stays together, because an item is one row.
 *
 * @param items - shape (n, columns): what each item adds to the totals.
 * @param statistics - of the totals, always the same number of values; undefined where one does not exist.
 * @returns one interval for each statistic; undefined without items, or when more than 5% of the resamples have no
 *   value. Where all resamples are equal the interval has no width, which is not certainty: the caller decides.
 * @throws {NumericError} `out-of-range`.
 * @see Efron & Tibshirani 1993, chapter 13.
 */
export function bootstrapItems(
  items: Matrix,
  statistics: (totals: Float64Array) => readonly (number | undefined)[],
  { rng, resamples, confidence }: BootstrapOptions,
): readonly (readonly [number, number] | undefined)[] {
  requireInteger('resamples', resamples, 100, 1_000_000)
  requireRange('confidence', confidence, Number.EPSILON, 1 - Number.EPSILON)
  const { rows, columns } = items
  const totals = new Float64Array(columns)
  const drawn: number[][] = statistics(totals).map(() => [])
  if (rows === 0) return drawn.map(() => undefined)
  const { kindOf, kinds } = distinctRows(items)
  const times = new Int32Array(kinds.length)
  for (let resample = 0; resample < resamples; resample += 1) {
    times.fill(0)
    for (let draw = 0; draw < rows; draw += 1) times[kindOf[randomInteger(rng, rows)]!]! += 1
    totals.fill(0)
    for (const [kind, row] of kinds.entries()) {
      for (let column = 0; column < columns; column += 1) totals[column]! += times[kind]! * row[column]!
    }
    for (const [index, value] of statistics(totals).entries()) {
      if (value !== undefined) drawn[index]?.push(value)
    }
  }
  return drawn.map(values => percentiles(values, resamples, confidence))
}

/** Items are counted by what they add, and few add different things: adding these up is most of the work saved. */
function distinctRows({ data, rows, columns }: Matrix): {
  readonly kindOf: Int32Array
  readonly kinds: readonly Float64Array[]
} {
  const kindOf = new Int32Array(rows)
  const kinds: Float64Array[] = []
  const known = new Map<string, number>()
  for (let row = 0; row < rows; row += 1) {
    const values = Float64Array.from(data.subarray(row * columns, (row + 1) * columns))
    const key = values.join()
    const kind = known.get(key) ?? kinds.length
    if (kind === kinds.length) {
      known.set(key, kind)
      kinds.push(values)
    }
    kindOf[row] = kind
  }
  return { kindOf, kinds }
}

/** The ends of the middle `confidence` of the values, by the nearest rank outwards. */
function percentiles(
  values: number[],
  resamples: number,
  confidence: number,
): readonly [number, number] | undefined {
  if (values.length < resamples * (1 - MOST_UNDEFINED)) return undefined
  const sorted = Float64Array.from(values).sort()
  const outside = Math.floor((sorted.length * (1 - confidence)) / 2)
  return [sorted[outside]!, sorted[sorted.length - 1 - outside]!]
}
