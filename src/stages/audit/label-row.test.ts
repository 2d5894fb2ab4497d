import { expect, it } from 'vitest'
import { aLabel } from './__fixtures__/queues.ts'
import { currentLabels, newLabels, parseLabels, renderLabels } from './label-file.ts'
import { isCandidateFirst, readLabelRow } from './label-row.ts'

const items = Array.from({ length: 400 }, (_, i) => i.toString(16).padStart(16, '0'))
const first = items.find(isCandidateFirst) ?? ''
const second = items.find(item => !isCandidateFirst(item)) ?? ''

it('shows the candidate first on about half of the items', () => {
  const share = items.filter(isCandidateFirst).length / items.length
  expect(share).toBeGreaterThan(0.4)
  expect(share).toBeLessThan(0.6)
})

it('turns A and B into candidate and baseline', () => {
  const row = { better: 'A', a_failed: 'no', b_failed: 'Yes' }
  expect(readLabelRow({ item: first, ...row }, 'ann')).toMatchObject({
    label: { preference: 'candidate', candidateFailed: false, baselineFailed: true },
  })
  expect(readLabelRow({ item: second, ...row }, 'ann')).toMatchObject({
    label: { preference: 'baseline', candidateFailed: true, baselineFailed: false },
  })
})

it('keeps what was not said apart from no, and a row without an answer apart from a wrong one', () => {
  expect(readLabelRow({ item: first, better: 'tie', rater: 'bo' }, 'ann')).toMatchObject({
    label: { rater: 'bo', preference: 'tie', candidateFailed: null, baselineFailed: null },
  })
  expect(readLabelRow({ item: first, better: '', a_failed: null }, 'ann')).toEqual({ kind: 'blank' })
})

it.each([
  ['item', { item: 'x', better: 'A' }],
  ['rater', { item: first, better: 'A', rater: 'two words' }],
  ['better', { item: first, better: 'both' }],
  ['failed', { item: first, a_failed: 'maybe' }],
  ['kind', { item: first, a_failed: 'yes', kind: 'Wrong Amount' }],
  ['kind', { item: first, a_failed: 'no', kind: 'wrong-amount' }],
])('names the column %s of a row that cannot be read', (column, row) => {
  const read = readLabelRow(row, 'ann')
  expect(read).toMatchObject({ kind: 'bad', reason: expect.stringContaining(column) })
})

it('lets the later label of a person count, and adds nothing when a file is imported twice', () => {
  const before = [aLabel('a', { preference: 'tie' }), aLabel('a', { preference: 'tie', rater: 'bo' })]
  const changed = aLabel('a', { preference: 'candidate' })
  expect(newLabels(before, [before[0] ?? changed, changed, changed])).toEqual([changed])
  expect(currentLabels([...before, changed])).toEqual([changed, before[1]])
})

it('reads back the labels it wrote, and names the line that is none', () => {
  const labels = [aLabel('a', { candidateFailed: true, failureKind: 'wrong-amount' }), aLabel('b')]
  const text = renderLabels(labels)
  expect(parseLabels(text, 'labels.jsonl')).toEqual(labels)
  expect(() => parseLabels(`${text}{"itemId":`, 'labels.jsonl')).toThrow('at line 3')
})
