import { expect, it } from 'vitest'
import {
  formatCost,
  formatCount,
  formatDifference,
  formatInterval,
  formatPValue,
  formatShare,
} from './format-number.ts'

it('signs differences, but never a zero', () => {
  expect([0.0123, -0.0123, 0, -0.0001, 0.0001].map(formatDifference)).toEqual([
    '+0.012',
    '-0.012',
    '0.000',
    '0.000',
    '0.000',
  ])
})

it('says n/a where there is no number, never zero', () => {
  expect([formatDifference(null), formatShare(null), formatInterval(null), formatPValue(null)]).toEqual([
    'n/a',
    'n/a',
    'n/a',
    'n/a',
  ])
  expect(formatCost(undefined)).toBe('unknown')
})

it('prints counts, shares, money and small p-values as people read them', () => {
  expect([
    formatCount(1234567),
    formatShare(0.0625),
    formatCost(1_500_000_000_000),
    formatPValue(0.00004),
    formatPValue(0.00049),
    formatPValue(0.0312),
  ]).toEqual(['1,234,567', '6.3%', '$1.50', '< 0.0001', '= 0.00049', '= 0.031'])
})

it('shows two digits of what is less than a dollar, so that small is not free', () => {
  const usd = [0, 0.5, 0.0042, 0.000_000_37, 1, 140]
  expect(usd.map(each => formatCost(each * 1e12))).toEqual([
    '$0.00',
    '$0.50',
    '$0.0042',
    '$0.00000037',
    '$1.00',
    '$140.00',
  ])
})
