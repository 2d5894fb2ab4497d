import { describe, expect, it } from 'vitest'
import { fnv1a32 } from '../../src/numeric/fnv1a.ts'
import { mulberry32, shuffled, xoshiro128 } from '../../src/numeric/random.ts'
import { allocate } from '../../src/stages/sample/allocate.ts'
import { permanentRandomNumber } from '../../src/stages/sample/permanent-random-number.ts'
import { golden } from './golden.ts'

describe('allocation against the reference implementation', () => {
  const rows = golden.largest_remainder.map(({ w, W = [], S = [], ...row }) => ({
    ...row,
    w: w ?? W.map((weight, i) => weight * (S[i] ?? Number.NaN)),
  }))

  it.each(rows)('$n draws over $w give $out', ({ w, n, floor, cap, out }) => {
    const cells = w.map((weight, i) => ({
      weight,
      floor: floor?.[i] ?? 0,
      cap: cap?.[i] ?? Number.POSITIVE_INFINITY,
    }))
    expect(allocate(cells, n)).toEqual(out)
  })
})

describe('permanent random numbers', () => {
  it.each([
    ['2026-W47', '3', 'trace-0001', 0.2560850376628885],
    ['2026-W47', '3', 'trace-0002', 0.13531296645405178],
    ['2026-W47', 'noise', 'trace-0001', 0.47117503307365993],
    ['2026-W48', '3', 'trace-0001', 0.4105144756229997],
  ])('of (%s, %s, %s)', (seed, stratum, trace, value) => {
    expect(permanentRandomNumber(seed, stratum, trace)).toBe(value)
  })

  it('order twelve traces as published', () => {
    const ids = Array.from({ length: 12 }, (_, i) => `t${String(i).padStart(2, '0')}`)
    const order = ids.toSorted(
      (a, b) => permanentRandomNumber('s', 'k', a) - permanentRandomNumber('s', 'k', b),
    )
    expect(order.join(',')).toBe('t06,t04,t08,t05,t10,t00,t03,t09,t02,t01,t11,t07')
  })
})

describe('generators', () => {
  it('mulberry32 of 42', () => {
    const rng = mulberry32(42)
    expect(Array.from({ length: 5 }, () => rng.nextFloat())).toEqual([
      0.6011037519201636, 0.44829055899754167, 0.8524657934904099, 0.6697340414393693, 0.17481389874592423,
    ])
  })

  it('Fisher-Yates of 0..9 with mulberry32 of 42', () => {
    expect(shuffled([...Array(10).keys()], mulberry32(42))).toEqual([0, 7, 3, 5, 2, 1, 8, 9, 4, 6])
  })

  it('xoshiro128** gives the words of its C reference implementation', () => {
    const rng = xoshiro128([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0])
    const words = Array.from({ length: 4 }, () => rng.nextUint32())
    expect(words).toEqual([0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70])
  })

  it('FNV-1a of a trace id', () => {
    expect(fnv1a32('trace-1')).toBe(2017153944)
  })
})
