import { NumericError } from '../errors/numeric-error.ts'

export type SymmetricEigen = {
  /** Descending. */
  readonly values: Float64Array
  /** shape (size, size), row-major; row i is the unit eigenvector of `values[i]`. */
  readonly vectors: Float64Array
}

/** The matrix while it is being decomposed. Vectors are rows, so that every inner loop walks along memory. */
type Workspace = {
  readonly size: number
  /** shape (size, size): first the matrix, then the reflections, last the eigenvectors. */
  readonly basis: Float64Array
  readonly diagonal: Float64Array
  readonly offDiagonal: Float64Array
}

const MOST_SWEEPS = 60

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Householder tridiagonalisation and implicit QL.
 *
 * @param symmetric - shape (size, size), row-major. Not changed.
 * @throws {NumericError} `no-convergence` after 60 sweeps for one value, `non-finite` for input that is not finite.
 * @see Bowdler, Martin, Reinsch & Wilkinson 1968, procedures tred2 and tql2.
 */
export function symmetricEigen(symmetric: Float64Array, size: number): SymmetricEigen {
  if (!symmetric.every(Number.isFinite)) {
    throw new NumericError('Expected a finite symmetric matrix, got NaN or infinity', {
      reason: 'non-finite',
    })
  }
  const workspace: Workspace = {
    size,
    basis: symmetric.slice(),
    diagonal: new Float64Array(size),
    offDiagonal: new Float64Array(size),
  }
  if (size > 0) {
    tridiagonalise(workspace)
    accumulateReflections(workspace)
    diagonalise(workspace)
  }
  return descending(workspace)
}

function descending({ size, basis, diagonal }: Workspace): SymmetricEigen {
  const order = Array.from(diagonal, (_, index) => index).sort((a, b) => diagonal[b]! - diagonal[a]! || a - b)
  const vectors = new Float64Array(size * size)
  order.forEach((from, to) => {
    vectors.set(basis.subarray(from * size, (from + 1) * size), to * size)
  })
  return { values: Float64Array.from(order, index => diagonal[index]!), vectors }
}

function tridiagonalise({ size, basis, diagonal, offDiagonal }: Workspace): void {
  for (let j = 0; j < size; j++) diagonal[j] = basis[j * size + size - 1]!
  for (let i = size - 1; i > 0; i--) {
    let scale = 0
    for (let k = 0; k < i; k++) scale += Math.abs(diagonal[k]!)
    let squaredLength = 0
    if (scale === 0) {
      offDiagonal[i] = diagonal[i - 1]!
      for (let j = 0; j < i; j++) {
        diagonal[j] = basis[j * size + i - 1]!
        basis[j * size + i] = 0
        basis[i * size + j] = 0
      }
    } else {
      for (let k = 0; k < i; k++) {
        diagonal[k]! /= scale
        squaredLength += diagonal[k]! * diagonal[k]!
      }
      const last = diagonal[i - 1]!
      const length = last > 0 ? -Math.sqrt(squaredLength) : Math.sqrt(squaredLength)
      offDiagonal[i] = scale * length
      squaredLength -= last * length
      diagonal[i - 1] = last - length
      reflect({ size, basis, diagonal, offDiagonal }, i, squaredLength)
    }
    diagonal[i] = squaredLength
  }
}

/** Applies the reflection held in `diagonal[0 .. i)` from both sides, and keeps it in row i of the basis. */
function reflect({ size, basis, diagonal, offDiagonal }: Workspace, i: number, squaredLength: number): void {
  offDiagonal.fill(0, 0, i)
  for (let j = 0; j < i; j++) {
    const value = diagonal[j]!
    const row = j * size
    basis[i * size + j] = value
    let sum = offDiagonal[j]! + basis[row + j]! * value
    for (let k = j + 1; k < i; k++) {
      sum += basis[row + k]! * diagonal[k]!
      offDiagonal[k]! += basis[row + k]! * value
    }
    offDiagonal[j] = sum
  }
  let product = 0
  for (let j = 0; j < i; j++) {
    offDiagonal[j]! /= squaredLength
    product += offDiagonal[j]! * diagonal[j]!
  }
  const half = product / (squaredLength + squaredLength)
  for (let j = 0; j < i; j++) offDiagonal[j]! -= half * diagonal[j]!
  for (let j = 0; j < i; j++) {
    const value = diagonal[j]!
    const other = offDiagonal[j]!
    const row = j * size
    for (let k = j; k < i; k++) basis[row + k]! -= value * offDiagonal[k]! + other * diagonal[k]!
    diagonal[j] = basis[row + i - 1]!
    basis[row + i] = 0
  }
}

function accumulateReflections({ size, basis, diagonal, offDiagonal }: Workspace): void {
  for (let i = 0; i < size - 1; i++) {
    const next = (i + 1) * size
    basis[i * size + size - 1] = basis[i * size + i]!
    basis[i * size + i] = 1
    const squaredLength = diagonal[i + 1]!
    if (squaredLength !== 0) {
      for (let k = 0; k <= i; k++) diagonal[k] = basis[next + k]! / squaredLength
      for (let j = 0; j <= i; j++) {
        const row = j * size
        let product = 0
        for (let k = 0; k <= i; k++) product += basis[next + k]! * basis[row + k]!
        for (let k = 0; k <= i; k++) basis[row + k]! -= product * diagonal[k]!
      }
    }
    basis.fill(0, next, next + i + 1)
  }
  for (let j = 0; j < size; j++) {
    diagonal[j] = basis[j * size + size - 1]!
    basis[j * size + size - 1] = 0
  }
  basis[size * size - 1] = 1
  offDiagonal[0] = 0
}

function diagonalise(workspace: Workspace): void {
  const { size, diagonal, offDiagonal } = workspace
  offDiagonal.copyWithin(0, 1)
  offDiagonal[size - 1] = 0
  let shift = 0
  let magnitude = 0
  for (let l = 0; l < size; l++) {
    magnitude = Math.max(magnitude, Math.abs(diagonal[l]!) + Math.abs(offDiagonal[l]!))
    const negligible = Number.EPSILON * magnitude
    let end = l
    while (Math.abs(offDiagonal[end]!) > negligible) end += 1
    for (let sweep = 0; end > l && Math.abs(offDiagonal[l]!) > negligible; sweep++) {
      if (sweep === MOST_SWEEPS) {
        throw new NumericError(`Expected eigenvalue ${l} of ${size} within ${MOST_SWEEPS} sweeps`, {
          reason: 'no-convergence',
        })
      }
      shift += implicitSweep(workspace, l, end)
    }
    diagonal[l]! += shift
    offDiagonal[l] = 0
  }
}

/** One QL step on the block from l to `end`; returns by how much the rest of the diagonal was shifted. */
function implicitSweep({ size, basis, diagonal, offDiagonal }: Workspace, l: number, end: number): number {
  const before = diagonal[l]!
  const ratio = (diagonal[l + 1]! - before) / (2 * offDiagonal[l]!)
  const root = ratio < 0 ? -Math.hypot(ratio, 1) : Math.hypot(ratio, 1)
  diagonal[l] = offDiagonal[l]! / (ratio + root)
  diagonal[l + 1] = offDiagonal[l]! * (ratio + root)
  const following = diagonal[l + 1]!
  const shift = before - diagonal[l]!
  for (let i = l + 2; i < size; i++) diagonal[i]! -= shift
  const firstOff = offDiagonal[l + 1]!
  let value = diagonal[end]!
  let [cosine, previousCosine, olderCosine, sine, previousSine] = [1, 1, 1, 0, 0]
  for (let i = end - 1; i >= l; i--) {
    olderCosine = previousCosine
    previousCosine = cosine
    previousSine = sine
    const off = cosine * offDiagonal[i]!
    const carried = cosine * value
    const radius = Math.hypot(value, offDiagonal[i]!)
    offDiagonal[i + 1] = sine * radius
    sine = offDiagonal[i]! / radius
    cosine = value / radius
    value = cosine * diagonal[i]! - sine * off
    diagonal[i + 1] = carried + sine * (cosine * off + sine * diagonal[i]!)
    rotateRows(basis, size, i, cosine, sine)
  }
  value = (-sine * previousSine * olderCosine * firstOff * offDiagonal[l]!) / following
  offDiagonal[l] = sine * value
  diagonal[l] = cosine * value
  return shift
}

function rotateRows(basis: Float64Array, size: number, i: number, cosine: number, sine: number): void {
  const first = i * size
  const second = first + size
  for (let k = 0; k < size; k++) {
    const a = basis[first + k]!
    const b = basis[second + k]!
    basis[second + k] = sine * a + cosine * b
    basis[first + k] = cosine * a - sine * b
  }
}
