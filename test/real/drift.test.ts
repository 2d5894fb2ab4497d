import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DriftReport } from '../../src/records/drift.ts'
import { compareShares } from '../../src/stages/drift/compare-shares.ts'
import { countShares } from '../../src/stages/drift/count-shares.ts'
import { DEFAULT_DRIFT_POLICY } from '../../src/stages/drift/drift-policy.ts'
import { dataFolder } from './data-folder.ts'

type Complaint = { readonly date_received: string; readonly product: string; readonly issue: string }
type Label = 'product' | 'issue'

const complaints = readFileSync(join(dataFolder(), 'drift/cfpb-complaints.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Complaint)

/** Complaints received from `first` to `last` (dates or their beginnings) as labelled traces. */
function period(first: string, last: string, label: Label) {
  const rows = complaints.filter(
    ({ date_received: date }) => date >= first && date.slice(0, last.length) <= last,
  )
  return countShares(rows.map(row => ({ label: row[label], startedAtMs: Date.parse(row.date_received) })))
}

type Period = readonly [first: string, last: string]

function compare(reference: Period, current: Period, label: Label): DriftReport {
  return compareShares(period(...reference, label), period(...current, label), DEFAULT_DRIFT_POLICY)
}

const JANUARY: Period = ['2016-01', '2016-01']
const FEBRUARY: Period = ['2016-02', '2016-02']

describe.each(['product', 'issue'] as const)('consumer complaints by %s', label => {
  const years = compare(['2013-07', '2013-12'], JANUARY, label)
  const months = compare(JANUARY, FEBRUARY, label)

  it('the second half of 2013 against January 2016 raises an alert', () => {
    expect([years.referenceSize, years.currentSize]).toEqual([165, 657])
    expect(years.level).toBe('report')
  })

  it('and says what changed', () => {
    const drifted = years.shares.filter(({ level }) => level !== 'none')
    const expected = {
      product: [
        ['Mortgage', 'shrunk'],
        ['Credit card', 'shrunk'],
      ],
      issue: [['Loan modification,collection,foreclosure', 'shrunk']],
    }
    expect(drifted.map(share => [share.label, share.change])).toEqual(expected[label])
    expect(years.reasons[0]).toMatch(/ shrank: from \d+% to \d+(\.\d)?% \(-\d+%/)
  })

  it('January against February 2016 raises none', () => {
    expect(months.currentSize).toBe(733)
    expect(months.level).toBe('none')
    expect(months.global?.isShift).toBe(false)
    // The size of changes alone would have: the article's rule.
    expect(months.shares.some(({ ratio }) => ratio === null || Math.abs(ratio - 1) > 0.15)).toBe(true)
  })

  it('the distances are the published ones', () => {
    const published = { product: [0.051, 0.006], issue: [0.13, 0.033] }
    // They count the one complaint of June 2013 too.
    const bits = [compare(['2013', '2013'], JANUARY, label), months].map(
      ({ descriptions }) => descriptions.jensenShannon.value ?? Number.NaN,
    )
    expect(bits.map(value => Number(value.toFixed(3)))).toEqual(published[label])
  })
})
