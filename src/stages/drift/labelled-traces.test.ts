import { describe, expect, it } from 'vitest'
import { IngestError } from '../../errors/ingest-error.ts'
import { compareShares } from './compare-shares.ts'
import { countShares } from './count-shares.ts'
import { DEFAULT_DRIFT_POLICY } from './drift-policy.ts'
import { parseLabelledTraces } from './parse-labelled-traces.ts'
import { renderDrift } from './render-drift.ts'

describe('parseLabelledTraces', () => {
  it('reads labels, days and times; null is in no stratum, a day may be absent', () => {
    const text = [
      '{"stratum":"refunds","day":"2026-11-03","more":1}',
      '',
      '{"stratum":null,"day":"2026-11-03T23:30:00-02:00"}',
      '{"stratum":"refunds"}',
    ].join('\r\n')
    expect(parseLabelledTraces(text, 'week.jsonl')).toEqual([
      { label: 'refunds', startedAtMs: Date.UTC(2026, 10, 3) },
      { label: undefined, startedAtMs: Date.UTC(2026, 10, 4, 1, 30) },
      { label: 'refunds', startedAtMs: undefined },
    ])
  })

  it.each([
    '{"day":"2026-11-03"}',
    '{"stratum":""}',
    '{"stratum":7}',
    '{"stratum":"a","day":"soon"}',
    '{"stratum":"a","day":5}',
    '"a"',
    '{',
  ])('refuses %s and names its line, not its content', row => {
    const parse = () => parseLabelledTraces(`{"stratum":"a"}\n${row}\n`, 'week.jsonl')
    expect(parse).toThrow(IngestError)
    expect(parse).toThrow('Expected labelled traces in week.jsonl, found other rows in line 2')
  })

  it('refuses a file without rows: no data is not a quiet week', () => {
    expect(() => parseLabelledTraces(' \n', 'week.jsonl')).toThrow(/found none/)
  })
})

describe('countShares', () => {
  it('counts by label in alphabetical order and by UTC day, traces without a label last', () => {
    const at = (day: number) => Date.UTC(2026, 10, day, 12)
    const counts = countShares([
      { label: 'b', startedAtMs: at(2) },
      { label: undefined, startedAtMs: at(1) },
      { label: 'a', startedAtMs: at(2) },
      { label: 'b', startedAtMs: undefined },
    ])
    expect(counts.strata.map(({ stratumId, kind, count }) => [stratumId, kind, count])).toEqual([
      ['a', 'cluster', 1],
      ['b', 'cluster', 2],
      ['noise', 'noise', 1],
    ])
    expect(counts.days).toEqual([
      { day: '2026-11-01', counts: [0, 0, 1] },
      { day: '2026-11-02', counts: [1, 1, 0] },
    ])
  })

  it('has no noise stratum when every trace has a label', () => {
    expect(countShares([{ label: 'a', startedAtMs: undefined }]).strata).toHaveLength(1)
  })
})

it('a report for people says what changed, by how much and how sure that is', () => {
  const week = (refunds: number) =>
    countShares([
      ...Array.from({ length: refunds }, () => ({ label: 'refunds', startedAtMs: undefined })),
      ...Array.from({ length: 2000 - refunds }, () => ({ label: 'the rest', startedAtMs: undefined })),
    ])
  const report = compareShares(week(200), week(320), DEFAULT_DRIFT_POLICY)
  expect(renderDrift(report, { reference: 'before.jsonl', current: 'now.jsonl' })).toMatchInlineSnapshot(`
    "DRIFT (page): the traffic changed, by the stricter level
    reference before.jsonl (2,000 traces), current now.jsonl (2,000 traces)

    - "refunds" grew: from 10% to 16% (+60%, 95% +36% to +89%), adjusted p < 0.0001.
    - The reference window has no two days to compare, so traces were taken as independent; bursts and long sessions then look like drift.

    stratum   before  now  change  95% interval  adjusted p
    refunds      10%  16%    +60%  +36% to +89%    < 0.0001  grown (page)
    the rest     90%  84%     -7%    -9% to -4%    < 0.0001

    whole mix: chi-square 31.8 on 1 degrees of freedom, p < 0.0001
    distance: stability index 0.0323 (95% 0.0139 to 0.0585); Jensen-Shannon 0.00579 bits (95% 0.00247 to 0.0105); total variation 0.06 (95% 0.029 to 0.091)
    overdispersion: not estimated, taken as 1
    new intents: not looked for
    inside strata: not looked into
    "
  `)
})
