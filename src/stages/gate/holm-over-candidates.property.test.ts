import fc from 'fast-check'
import { expect, it } from 'vitest'
import { holm } from '../../numeric/false-discovery.ts'
import { holmOverCandidates } from './holm-over-candidates.ts'

const ALPHA = 0.05

it('rejects exactly what Holm rejects on p-values', () => {
  const pValue = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 0.06, noNaN: true }),
  )
  fc.assert(
    fc.property(fc.array(pValue, { maxLength: 8 }), pValues => {
      const decisions = holmOverCandidates(
        pValues.length,
        // Multiplied as `holm` does, so that rounding cannot differ.
        (index, share) => (pValues[index] ?? 1) * Math.round(1 / share) <= ALPHA,
      )
      expect(decisions.map(({ isRejected }) => isRejected)).toEqual(holm(pValues).map(p => p <= ALPHA))
    }),
  )
})

it('tries what is left at a larger part once others have left', () => {
  const pValues = [0.04, 0.001, 0.02]
  const decisions = holmOverCandidates(3, (index, share) => (pValues[index] ?? 1) <= ALPHA * share)
  expect(decisions).toEqual([
    { isRejected: true, share: 1 },
    { isRejected: true, share: 1 / 3 },
    { isRejected: true, share: 1 / 2 },
  ])
})
