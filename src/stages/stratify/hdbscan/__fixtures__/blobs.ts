import { createRng } from '../../../../numeric/random.ts'

/** Seeded Gaussian groups of unequal spread, with some points anywhere. */
export function blobs(seed: string, { count = 90, columns = 2, groups = 3, noise = 0.1 } = {}) {
  const rng = createRng(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.nextFloat())) * Math.cos(2 * Math.PI * rng.nextFloat())
  const centres = Array.from({ length: groups }, () => Array.from({ length: columns }, () => 4 * normal()))
  const data = Float64Array.from({ length: count * columns }, () => 0)
  for (let row = 0; row < count; row++) {
    const isNoise = rng.nextFloat() < noise
    const group = row % groups
    for (let column = 0; column < columns; column++)
      data[row * columns + column] = isNoise
        ? 16 * rng.nextFloat() - 8
        : (centres[group]?.[column] ?? 0) + (0.3 + 0.3 * group) * normal()
  }
  return { data, rows: count, columns }
}

/** Labels renamed by first appearance: equal for equal partitions with equal noise. */
export function canonical(labels: ArrayLike<number>): readonly number[] {
  const names = new Map<number, number>()
  return Array.from(labels, label => {
    if (label === -1) return -1
    if (!names.has(label)) names.set(label, names.size)
    return names.get(label) ?? Number.NaN
  })
}

/** All Euclidean distances, with the arithmetic a reader would write. */
export function distanceMatrix({ data, rows, columns }: ReturnType<typeof blobs>) {
  const distances = new Float64Array(rows * rows)
  for (let a = 0; a < rows; a++)
    for (let b = 0; b < rows; b++) {
      let sum = 0
      for (let column = 0; column < columns; column++)
        sum += ((data[a * columns + column] ?? 0) - (data[b * columns + column] ?? 0)) ** 2
      distances[a * rows + b] = Math.sqrt(sum)
    }
  return { data: distances, rows, columns: rows }
}

/** The finite, non-diagonal entries of a full matrix as compressed sparse rows; both halves, or the upper one. */
export function toSparse({ data, rows }: ReturnType<typeof distanceMatrix>, half: 'both' | 'upper' = 'both') {
  const offsets = [0]
  const indices: number[] = []
  const values: number[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = half === 'both' ? 0 : row + 1; column < rows; column++) {
      const value = data[row * rows + column] ?? Number.NaN
      if (column === row || value === Number.POSITIVE_INFINITY) continue
      indices.push(column)
      values.push(value)
    }
    offsets.push(values.length)
  }
  return {
    rows,
    columns: rows,
    offsets: Uint32Array.from(offsets),
    indices: Uint32Array.from(indices),
    values: Float64Array.from(values),
  }
}
