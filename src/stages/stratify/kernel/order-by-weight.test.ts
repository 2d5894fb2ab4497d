import { describe, expect, it } from 'vitest'
import { createRng } from '../../../numeric/random.ts'
import { orderByWeight } from './order-by-weight.ts'

describe('orderByWeight', () => {
  it.each([0, 1, 50, 10_000])('orders %i weights, equal ones as they came', count => {
    const rng = createRng(`order ${count}`)
    const weights = Float64Array.from({ length: count }, () => {
      const kind = rng.nextFloat()
      if (kind < 0.01) return Number.POSITIVE_INFINITY
      if (kind < 0.02) return Number.MIN_VALUE
      return kind < 0.5
        ? Math.floor(rng.nextFloat() * 100)
        : rng.nextFloat() * 10 ** (20 * rng.nextFloat() - 10)
    })
    const order = orderByWeight(weights)
    const expected = Int32Array.from(weights.keys()).sort((a, b) =>
      weights[a] === weights[b] ? a - b : weights[a]! < weights[b]! ? -1 : 1,
    )
    expect(order).toEqual(expected)
  })
})
