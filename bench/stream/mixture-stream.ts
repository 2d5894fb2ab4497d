import type { Matrix } from '../../src/numeric/matrix.ts'
import type { Rng } from '../../src/numeric/random.ts'

/** Rows of a simulated mixture, made when they are asked for. */
export type MixtureStream = {
  /** The next rows at unit length, and the intent of each; -1 noise. */
  readonly next: (rows: number) => { readonly vectors: Matrix; readonly intents: Int32Array }
  /** What is drawn from, per intent; the rest is noise. */
  readonly shares: readonly number[]
}

const INTENTS = 60
const NOISE_SHARE = 0.1
/** Length of the random part beside a centre of length 1. */
const SPREAD = 0.7
/** Normal numbers are taken from a table of so many: a power of two. */
const TABLE = 1 << 20

/** Sixty intents whose shares fall with their rank (1 / (rank + 4)), and a tenth that resembles nothing. */
export function createMixtureStream(columns: number, rng: Rng): MixtureStream {
  const weights = Array.from({ length: INTENTS }, (_, rank) => 1 / (rank + 5))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = weights.map(weight => ((1 - NOISE_SHARE) * weight) / total)
  const table = normalNumbers(rng)
  const centres = shares.map(() => direction(columns, rng))
  const next = (rows: number) => {
    const data = new Float32Array(rows * columns)
    const intents = new Int32Array(rows)
    for (let row = 0; row < rows; row++) {
      const intent = pick(shares, rng.nextFloat())
      intents[row] = intent
      fill(data, row * columns, columns, centres[intent], table, rng)
    }
    return { vectors: { data, rows, columns }, intents }
  }
  return { next, shares }
}

/** -1 when the number lies beyond all shares. */
function pick(shares: readonly number[], from: number): number {
  let left = from
  for (let at = 0; at < shares.length; at++) {
    left -= shares[at]!
    if (left < 0) return at
  }
  return -1
}

/**
 * One row: a centre, or nothing, and normal numbers from the table, eight runs of it at random places and signs, so that no
 * two rows share a part worth mentioning. Drawing every number would take ten times as long as assigning the row.
 */
function fill(
  data: Float32Array,
  start: number,
  columns: number,
  centre: Float64Array | undefined,
  table: Float32Array,
  rng: Rng,
): void {
  const spread = (centre === undefined ? 1 : SPREAD) / Math.sqrt(columns)
  const run = Math.ceil(columns / 8)
  let squares = 0
  for (let column = 0; column < columns; column += run) {
    const from = rng.nextUint32()
    const sign = from & 0x80000000 ? -spread : spread
    for (let at = column; at < Math.min(column + run, columns); at++) {
      const value = (centre === undefined ? 0 : centre[at]!) + sign * table[(from + at) & (TABLE - 1)]!
      data[start + at] = value
      squares += value * value
    }
  }
  const length = Math.sqrt(squares)
  for (let at = start; at < start + columns; at++) data[at] = data[at]! / length
}

function normalNumbers(rng: Rng): Float32Array {
  return Float32Array.from(
    { length: TABLE },
    () => Math.sqrt(-2 * Math.log(1 - rng.nextFloat())) * Math.cos(2 * Math.PI * rng.nextFloat()),
  )
}

function direction(columns: number, rng: Rng): Float64Array {
  const vector = Float64Array.from(
    { length: columns },
    () => Math.sqrt(-2 * Math.log(1 - rng.nextFloat())) * Math.cos(2 * Math.PI * rng.nextFloat()),
  )
  const length = Math.hypot(...vector)
  return vector.map(value => value / length)
}
