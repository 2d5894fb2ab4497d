import { beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../config/load-config.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { evaluate } from '../../pipeline.ts'
import { createRedactText } from '../../privacy/redact-text.ts'
import type { Comparison, Strategy } from '../../records/comparison.ts'
import { simulateWeek } from '../../simulate/simulate-week.ts'
import type { SimulatedRow } from '../../simulate/simulated-row.ts'
import { createOfflineJudge } from '../../stages/judge/offline-judge.ts'
import { renderComparisonJson } from '../../stages/report/comparison-json.ts'
import { renderComparison } from '../../stages/report/comparison-terminal.ts'
import { renderNoiseFloor } from '../../stages/report/noise-floor-report.ts'
import { renderTerminal } from '../../stages/report/terminal.ts'
import { dependenciesOf } from '../__fixtures__/dependencies-of.ts'
import { compareStrategies } from './compare-strategies.ts'
import { DEFAULT_FAULT } from './fault.ts'
import { againstItself, noiseFloorOf } from './noise-floor.ts'

const DAY_MS = 86_400_000
const ENDS_AT_MS = Date.UTC(2026, 10, 15)

const week = simulateWeek({
  seed: '1',
  candidate: 'truncating',
  traces: 700,
  adversarial: 0,
  suite: 80,
  endsAtMs: ENDS_AT_MS,
})

/** The same traffic a week earlier, under other ids. */
const lastWeek = week.baseline.slice(0, 400).map(row => ({
  ...row,
  trace_id: `last-${row.trace_id}`,
  started_at: new Date(Date.parse(row.started_at) - 7 * DAY_MS).toISOString(),
}))

async function open(yaml: string, files: { readonly [path: string]: readonly object[] } = {}) {
  const { config } = await loadConfig('/tidegate.yaml', {
    readFile: async () => Buffer.from(`source: /base\nclustering: { algorithm: kmeans, k: 12 }\n${yaml}`),
    env: {},
    cwd: '/',
  })
  const all = { '/base': week.baseline, '/candidate': week.candidate, '/suite.jsonl': week.suite, ...files }
  const warnings: string[] = []
  const deps = dependenciesOf(all, {
    redactText: createRedactText({ detectors: [], tokenKey: { id: 'k1', bytes: new Uint8Array(32) } }),
    onWarning: warning => warnings.push(warning),
  })
  return { config, deps, warnings }
}

const rowOf = ({ rows }: Comparison, strategy: Strategy) => rows.find(each => each.strategy === strategy)

describe('compareStrategies', () => {
  const options = { resamples: 12, fault: { ...DEFAULT_FAULT, rate: 0.5 } }
  const yaml = 'sampling: { target_size: 500, suite: ./suite.jsonl }\n'
  let comparison: Comparison

  beforeAll(async () => {
    const { config, deps } = await open(yaml, { '/base': [...lastWeek, ...week.baseline] })
    comparison = await compareStrategies(config, deps, options)
  })

  it('shows that a suite of simple intents sees nothing of a fault that a sample of the traffic sees', () => {
    expect(rowOf(comparison, 'static')?.detection.count).toBe(0)
    expect(rowOf(comparison, 'replay')?.detection.count).toBeGreaterThanOrEqual(11)
    expect(rowOf(comparison, 'cluster_stratified')?.detection.count).toBeGreaterThanOrEqual(11)
    expect(rowOf(comparison, 'judge_only')?.detection.count).toBeLessThan(11)
    expect(comparison.fault.trafficDrop).toBeGreaterThan(0.02)
  })

  it('raises hardly any alarm where nothing but noise was put in', () => {
    for (const { strategy, falseAlarm } of comparison.rows) {
      if (strategy !== 'judge_only') expect(falseAlarm.count, strategy).toBeLessThanOrEqual(1)
      expect(falseAlarm.of).toBe(12)
    }
  })

  it('measures coverage of both windows, and the suite covers least', () => {
    expect(comparison.weeks.map(({ traces }) => traces)).toEqual([400, 700])
    const [frozen, drawn] = [rowOf(comparison, 'static'), rowOf(comparison, 'cluster_stratified')]
    expect(frozen?.coverage.weeks).toHaveLength(2)
    expect(frozen?.coverage.now).toBeLessThan(0.7)
    expect(drawn?.coverage.now).toBeGreaterThan(0.9)
    expect(frozen?.coverage.near).toBeLessThan(drawn?.coverage.near ?? 0)
    expect(drawn?.changesPerWeek).toBe(0)
  })

  it('costs nothing only because no model of the config is paid', () => {
    expect(comparison.rows.map(({ cost }) => cost.kind)).toEqual(['none', 'none', 'none', 'none'])
  })

  it('gives the same table twice, and the terminal shows its figures', async () => {
    const { config, deps } = await open(yaml, { '/base': [...lastWeek, ...week.baseline] })
    expect(renderComparisonJson(await compareStrategies(config, deps, options))).toBe(
      renderComparisonJson(comparison),
    )
    const text = renderComparison(comparison, [])
    expect(text).toContain('suite: suite.jsonl, 80 items')
    expect(text).toMatch(/cluster_stratified +500 /)
    expect(text).toContain('Coverage by window, oldest first')
  })

  it('freezes a suite of its own where the config names none, and says so', async () => {
    const { config, deps } = await open('sampling: { target_size: 300 }\n')
    const own = await compareStrategies(config, deps, { ...options, resamples: 2 })
    expect(own.suite).toMatchObject({ isStandIn: true })
    expect(own.suite.items).toBeGreaterThan(100)
    expect(own.notes.join()).toContain('no `sampling.suite` is named')
    expect(rowOf(own, 'static')?.changesPerWeek).toBeNull()
  })

  it('never calls a judge free whose price nobody knows', async () => {
    const { config, deps } = await open('sampling: { target_size: 300 }\n')
    const judge = { ...createOfflineJudge(), isLanguageModel: true }
    const own = await compareStrategies(config, { ...deps, judge }, { ...options, resamples: 1 })
    expect(own.rows.map(({ cost }) => cost.kind)).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])
  })
})

describe('strategies of a run', () => {
  const withSuite = (strategy: string) =>
    `candidate: /candidate\nsampling: { target_size: 500, suite: ./suite.jsonl, strategy: ${strategy} }\n`

  it('replays the items of the suite alone, and shows how little of the traffic that is', async () => {
    const { config, deps, warnings } = await open(withSuite('static'))
    const evaluation = await evaluate(config, deps)
    const traffic = evaluation.pairs.filter(({ origin }) => origin.kind === 'traffic')
    expect(traffic.map(({ traceId }) => traceId).toSorted()).toEqual(week.suite.map(row => row.trace_id))
    expect(evaluation.decision.outcome).not.toBe('FAIL')
    expect(evaluation.coverage?.sample.traffic?.estimate).toBeLessThan(0.7)
    expect(evaluation.suite?.candidate).toMatchObject({ of: 80, missing: 0 })
    expect(evaluation.unmatched.baselineOnly).toEqual([])
    expect(warnings.filter(each => each.startsWith('suite'))).toEqual([])
  })

  it('says which items of the suite the recorded candidate never answered', async () => {
    const answered = week.candidate.filter(({ trace_id: id }) => id !== 'suite-0001')
    const { config, deps, warnings } = await open(withSuite('static'), { '/candidate': answered })
    const evaluation = await evaluate(config, deps)
    expect(warnings.join()).toContain("the candidate's recording has no answer to 1 of 80 items")
    expect(evaluation.replays.find(({ request }) => request.traceId === 'suite-0001')?.candidate).toEqual({
      kind: 'failed',
      reason: 'missing',
    })
  })

  it('refuses a suite that holds nothing to compare with, and a static strategy without one', async () => {
    const asked = week.suite.map(({ trace_id, messages }: SimulatedRow) => ({
      trace_id,
      messages: messages.slice(0, 2),
    }))
    const open1 = await open(withSuite('static'), { '/suite.jsonl': asked })
    await expect(evaluate(open1.config, open1.deps)).rejects.toThrow(
      'Expected answers in the suite suite.jsonl',
    )
    const open2 = await open('candidate: /candidate\nsampling: { strategy: static }\n')
    await expect(evaluate(open2.config, open2.deps)).rejects.toThrow(ConfigError)
  })

  it("shows the suite's own score beside the traffic-weighted one", async () => {
    const scored = week.suite.map((row, at) => ({ ...row, score: at < 72 ? 1 : 0 }))
    const { config, deps } = await open(withSuite('cluster_stratified'), { '/suite.jsonl': scored })
    const evaluation = await evaluate(config, deps)
    expect(evaluation.suite?.historical).toEqual({ score: 0.9, items: 80 })
    expect(evaluation.suite?.traffic?.candidate).toBeLessThan(evaluation.suite?.traffic?.production ?? 0)
    const text = renderTerminal(evaluation, [])
    expect(text).toContain('suite.jsonl, 80 items: its own score 90.0% over 80 items')
    expect(text).toContain('real-traffic coverage of the suite')
  })

  it('judges answers of before and after a release, and nothing of a candidate that is not released', async () => {
    const { config, deps } = await open('sampling: { target_size: 500, strategy: judge_only }\n')
    const before = await evaluate(config, deps)
    expect(before.decision.outcome).toBe('INCONCLUSIVE')
    expect(before.decision.reasons[0]).toContain('nothing is known of a candidate that is not released')
    const released = week.candidate.slice(0, 700).map(row => ({ ...row, messages: row.messages.slice(0, 2) }))
    const broken = released.map(row => ({
      ...row,
      trace_id: `after-${row.trace_id}`,
      messages: [...row.messages, { role: 'assistant', content: '' }],
    }))
    const open2 = await open(withSuite('judge_only'), { '/candidate': broken })
    const after = await evaluate(open2.config, open2.deps)
    expect(after.decision.gates.global).toMatchObject({ verdict: 'FAIL', n: 500 })
    expect(after.pairs).toEqual([])
  })
})

describe('noiseFloorOf', () => {
  it('is zero for a copy of the recording, and says that a live baseline measures the real one', async () => {
    const { config, deps } = await open('candidate: /candidate\nsampling: { target_size: 300 }\n')
    const evaluation = await evaluate(againstItself(config), deps)
    const floor = noiseFloorOf(evaluation, config, { resamples: 20, isLive: false })
    expect(floor.endpoints).not.toEqual([])
    for (const each of floor.endpoints)
      expect(each).toMatchObject({ mean: 0, standardDeviation: 0, tieShare: 1 })
    expect(floor.falseVerdicts.fail.count).toBe(0)
    expect(floor.halves?.failureRate).toBeGreaterThan(0)
    expect(floor.halves?.standardDeviation).toBeGreaterThan(0)
    expect(floor.suggested).toMatchObject({ basis: 'assumed from the failure rate', voteDisagreement: null })
    expect(renderNoiseFloor(floor, [])).toContain('name what answers in production')
  })

  it('measures spread, ties and false verdicts where production answered differently', async () => {
    const { config, deps } = await open('candidate: /candidate\nsampling: { target_size: 600 }\n')
    const evaluation = await evaluate(config, deps)
    const floor = noiseFloorOf(evaluation, config, { resamples: 20, isLive: true })
    const structured = floor.endpoints.find(({ endpoint }) => endpoint === 'structured')
    expect(structured?.standardDeviation).toBeGreaterThan(0.05)
    expect(structured?.tieShare).toBeGreaterThan(0.8)
    expect(floor.suggested.basis).toBe('measured')
    expect(floor.suggested.targetSize ?? 0).toBeGreaterThan(100)
    const { fail, pass, inconclusive } = floor.falseVerdicts
    expect(fail.count + pass.count + inconclusive.count).toBe(20)
    // The candidate of this week is far worse: exchanging the sides must wash that out.
    expect(evaluation.decision.outcome).toBe('FAIL')
    expect(fail.count).toBeLessThan(10)
  })
})
