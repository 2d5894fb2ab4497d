import { expect, it } from 'vitest'
import { krippendorffAlpha } from './krippendorff-alpha.ts'

it('of two raters and two values is the published example', () => {
  // Krippendorff 2011, section B: 10 items, 14 zeros and 6 ones, 4 mismatches.
  const one = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
  const other = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
  expect(krippendorffAlpha([one, other], 'nominal')?.toFixed(3)).toBe('0.095')
})

it('leaves out what only one rater saw', () => {
  const rated = [
    [1, 2, 3, 3],
    [1, 2, 3, 1],
  ]
  const withMore = [
    [...(rated[0] ?? []), 7, undefined],
    [...(rated[1] ?? []), undefined, undefined],
  ]
  expect(krippendorffAlpha(withMore, 'interval')).toBe(krippendorffAlpha(rated, 'interval'))
})

it('counts a larger difference as a worse one only where values have distances', () => {
  const near = [
    [1, 2, 3, 3],
    [1, 2, 3, 2],
  ]
  const far = [
    [1, 2, 3, 3],
    [1, 2, 3, 1],
  ]
  expect(krippendorffAlpha(near, 'interval')).toBeGreaterThan(krippendorffAlpha(far, 'interval') ?? 1)
})

it('does not exist where nothing was rated twice or everything is one value', () => {
  expect(krippendorffAlpha([], 'nominal')).toBeUndefined()
  expect(
    krippendorffAlpha(
      [
        [1, undefined],
        [undefined, 2],
      ],
      'nominal',
    ),
  ).toBeUndefined()
  expect(
    krippendorffAlpha(
      [
        [1, 1],
        [1, 1],
      ],
      'nominal',
    ),
  ).toBeUndefined()
  expect(() => krippendorffAlpha([[Number.NaN], [1]], 'nominal')).toThrow('finite')
})
