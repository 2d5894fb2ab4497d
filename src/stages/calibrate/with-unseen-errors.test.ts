import { expect, it } from 'vitest'
import { withUnseenErrors } from './with-unseen-errors.ts'

it('moves what cannot be ruled out to the farthest categories, and loses no count', () => {
  const counts = { data: Float64Array.from([100, 0, 0, 0, 50, 0, 0, 0, 50]), rows: 3, columns: 3 }
  const unseen = 1 - 0.05 ** (1 / 100)
  const { data } = withUnseenErrors(counts, 100, 0.9)
  expect([...data].map(value => Number(value.toFixed(6)))).toEqual(
    [
      100 * (1 - unseen),
      0,
      100 * unseen,
      25 * unseen,
      50 * (1 - unseen),
      25 * unseen,
      50 * unseen,
      0,
      50 * (1 - unseen),
    ].map(value => Number(value.toFixed(6))),
  )
  expect([...data].reduce((sum, value) => sum + value, 0)).toBeCloseTo(200, 9)
})
