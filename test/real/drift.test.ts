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

/** Complaints of a period as labelled traces: `2013`, `2016-01`. */
function period(prefix: string, label: Label) {
  const rows = complaints.filter(row => row.date_received.startsWith(prefix))
  return countShares(rows.map(row => ({ label: row[label], startedAtMs: Date.parse(row.date_received) })))
}

function compare(reference: string, current: string, label: Label): DriftReport {
  return compareShares(period(reference, label), period(current, label), DEFAULT_DRIFT_POLICY)
}

describe.each(['product', 'issue'] as const)('consumer complaints by %s', label => {
  // The 166 complaints of 2013 were received from 29 June on.
  const years = compare('2013', '2016-01', label)
  const months = compare('2016-01', '2016-02', label)

  it('2013 against January 2016 raises an alert, from 1 July on as well', () => {
    expect([years.referenceSize, years.currentSize]).toEqual([166, 657])
    expect(years.level).toBe('report')
  })

  it('and says what changed', () => {
    const drifted = years.shares.filter(({ level }) => level !== 'none')
    const expected = {
      product: [
        ['Credit card', 'shrunk'],
        ['Mortgage', 'shrunk'],
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
    const bits = [years, months].map(({ descriptions }) => descriptions.jensenShannon.value ?? Number.NaN)
    expect(bits.map(value => Number(value.toFixed(3)))).toEqual(published[label])
  })
})
