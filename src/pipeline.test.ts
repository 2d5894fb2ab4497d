import { describe, expect, it } from 'vitest'
import { loadConfig } from './config/load-config.ts'
import type { Dependencies } from './dependencies.ts'
import { InterruptedError } from './errors/interrupted-error.ts'
import { dependenciesOf } from './pipeline/__fixtures__/dependencies-of.ts'
import { evaluate } from './pipeline.ts'
import { type SimulatedCandidate, simulateWeek } from './simulate/simulate-week.ts'
import type { SimulatedRow } from './simulate/simulated-row.ts'
import { renderJson } from './stages/report/json.ts'
import { createMemoryStore } from './store/memory/create-memory-store.ts'
import type { RunStore } from './store/run-store.ts'
import { createWordModel } from './testing/create-word-model.ts'

async function runWeek(
  candidate: SimulatedCandidate,
  changes: Partial<Dependencies> = {},
  traces = 1500,
  order = (rows: readonly SimulatedRow[]) => rows,
  { sampling = 'target_size: 1000', week: weekNumber = 0 } = {},
) {
  const week = simulateWeek({
    seed: '1',
    candidate,
    traces,
    adversarial: 120,
    suite: 0,
    endsAtMs: Date.UTC(2026, 10, 15 + 7 * weekNumber),
  })
  const files: { readonly [path: string]: readonly SimulatedRow[] } = {
    '/base': order(week.baseline),
    '/candidate': order(week.candidate),
    '/flagged': order(week.adversarial),
  }
  const yaml = `source: /base\ncandidate: /candidate\nadversarial: { source: /flagged }\nsampling: { ${sampling} }\n`
  const { config } = await loadConfig('/tidegate.yaml', {
    readFile: async () => Buffer.from(yaml),
    env: {},
    cwd: '/',
  })
  const deps = dependenciesOf(files, changes)
  return { evaluation: await evaluate(config, deps), week }
}

describe('evaluate', () => {
  it('reads the adversarial set like the plain file, with the weights in it, and keeps no copy of its traces', async () => {
    const plainStore = createMemoryStore()
    const warnings: string[] = []
    const plain = await runWeek('truncating', {
      store: plainStore,
      readAdversarialSet: () => ({ kind: 'plain' }),
      onWarning: warning => warnings.push(warning),
    })
    expect(warnings.join()).toContain('tidegate adversarial import /flagged')
    const traces = [...plainStore.traces('adversarial')]
    const always = { origin: 'import', addedAtMs: 0, erasedAtMs: undefined, reason: undefined } as const
    const entries = traces.map((trace, index) => ({
      ...always,
      line: index + 2,
      traceId: trace.traceId,
      trace,
      weight: index === 0 ? 7 : undefined,
    }))
    const store = createMemoryStore()
    const reading = { kind: 'ledger', entries, erased: 0, lines: 121, hash: '', warning: undefined } as const
    const { evaluation } = await runWeek('truncating', { store, readAdversarialSet: () => reading })
    expect(evaluation.decision).toEqual(plain.evaluation.decision)
    expect([...store.traces('adversarial')]).toEqual([])
    const weights = evaluation.replays.flatMap(({ request, origin }) =>
      origin.kind === 'adversarial' ? [[request.traceId, origin.weight] as const] : [],
    )
    expect(weights.length).toBeGreaterThan(120)
    expect(weights.filter(([, weight]) => weight !== 3)).toEqual([[traces[0]?.traceId, 7]])
  })

  it('holds a candidate that truncates tool calls and says which mode in which traces', async () => {
    const { decision } = (await runWeek('truncating')).evaluation
    expect(decision.outcome).toBe('FAIL')
    expect(decision.reasons[0]).toMatch(/^truncated-tool-call: .*multi-step/)
    const slices = decision.gates.slices.findings
      .filter(finding => finding.isRegression)
      .map(finding => finding.name)
    expect(slices).toContain('multi-step')
    expect(slices).not.toContain('single-step')
    // The fault has nothing to do with the feature flag.
    expect(decision.flagAttribution?.map(({ finding }) => finding)).not.toContain('carrier')
    expect(decision.reasons.filter(reason => reason.startsWith('The regression'))).toEqual([])
  })

  it('says that a fault sits behind a feature flag', async () => {
    const behind = (await runWeek('flag-fault')).evaluation.decision
    expect(behind.outcome).toBe('FAIL')
    const [sentence] = behind.reasons.filter(reason => reason.startsWith('The regression'))
    expect(sentence).toMatch(
      /^The regression sits in traffic with checkout_v2=on: (\d+) of \1 (losses|new cases of truncated-tool-call)/,
    )
  })

  it('does not hold a candidate that is as good as production', async () => {
    const { decision, coverage, strata } = (await runWeek('healthy')).evaluation
    expect(decision.outcome).not.toBe('FAIL')
    expect(decision.gates.modes.verdict).toBe('PASS')
    // How much of the traffic the sample of 1,000 of 1,500 speaks for.
    expect(coverage?.sample.items).toBe(1000)
    expect(coverage?.sample.strata.map(({ stratumId }) => stratumId)).toEqual(
      strata.strata.map(({ id }) => id),
    )
    expect(coverage?.sample.traffic?.estimate).toBeGreaterThan(0.95)
    expect(coverage?.sample.near?.estimate).toBeGreaterThan(0.7)
  })

  it('lets no planted mail address, phone number or card past redaction: not into the store, strata or result', async () => {
    const store = createMemoryStore()
    const { evaluation, week } = await runWeek('healthy', { store }, 300)
    const planted = [
      ...JSON.stringify(week).matchAll(/[\w.]+@example\.com|\+1 202-555-01\d\d|4111 11\d\d \d{4} \d{4}/g),
    ].map(match => match[0])
    expect(planted.length).toBeGreaterThan(100)
    const kept = [
      renderJson(evaluation),
      JSON.stringify(evaluation),
      JSON.stringify([...store.traces('baseline'), ...store.traces('candidate')]),
    ].join('\n')
    expect(planted.filter(value => kept.includes(value))).toEqual([])
  })

  it('stops at an abort, keeps what is finished, and pays for no text twice when it is run again', async () => {
    const controller = new AbortController()
    const store: RunStore = createMemoryStore()
    const first = createWordModel()
    const stopAfterEmbedding: Dependencies['onProgress'] = event => {
      if (event.stage === 'embed' && event.kind === 'finished') controller.abort()
    }
    await expect(
      runWeek(
        'healthy',
        { store, embeddingModel: first, signal: controller.signal, onProgress: stopAfterEmbedding },
        300,
      ),
    ).rejects.toBeInstanceOf(InterruptedError)
    expect(first.embedded).toBeGreaterThan(0)
    const second = createWordModel()
    await runWeek('healthy', { store, embeddingModel: second }, 300)
    expect(second.embedded).toBe(0)
  })

  it('decides the same for rows in another order', async () => {
    const inOrder = await runWeek('truncating', {}, 300)
    const reversed = await runWeek('truncating', {}, 300, rows => rows.toReversed())
    const { decision, sample } = reversed.evaluation
    expect({ decision, sample }).toEqual({
      decision: inOrder.evaluation.decision,
      sample: inOrder.evaluation.sample,
    })
  })

  it('draws strata by flag state and customers by their share when the config says so', async () => {
    // As they are: spectral strata are so many here that no customer expects four draws of one.
    const sampling =
      'target_size: 300, stratify_by: [flags.checkout_v2], customer_cap: 4, clustering: { space: embedding }'
    const { sample } = (await runWeek('healthy', {}, 900, undefined, { sampling })).evaluation
    const states = new Set(
      sample.cells
        ?.filter(cell => cell.customerId === undefined)
        .map(cell => cell.states['flags.checkout_v2']),
    )
    expect([...states].sort()).toEqual(['off', 'on'])
    const customers = sample.cells?.filter(cell => cell.customerId !== undefined) ?? []
    expect(customers.length).toBeGreaterThan(0)
    for (const cell of customers) expect(cell.sampleSize).toBe(4)
    expect(sample.draws).toHaveLength(300)
    const traffic = sample.draws.reduce((total, draw) => total + 1 / draw.inclusionProbability, 0)
    expect(Math.abs(traffic - sample.populationSize)).toBeLessThan(0.1 * sample.populationSize)
  })

  it('plans a week by the spread of the weeks before it, and never by its own', async () => {
    const store = createMemoryStore()
    const warnings: string[] = []
    const changes = { store, onWarning: (warning: string) => warnings.push(warning) }
    const runNeyman = async (week: number) => {
      warnings.length = 0
      const options = { sampling: 'target_size: 200, allocation: neyman', week }
      const { evaluation } = await runWeek('truncating', changes, 600, undefined, options)
      const { runId, manifest } = evaluation
      const row = { runId, configHash: manifest.configHash, seed: manifest.seed, state: 'finished' as const }
      store.putRun({ ...row, startedAtMs: week, finishedAtMs: week, report: renderJson(evaluation) })
      return { sample: evaluation.sample, isWarned: warnings.some(text => text.includes('neyman')) }
    }
    const first = await runNeyman(0)
    expect(first.isWarned).toBe(true)
    expect((await runNeyman(1)).isWarned).toBe(false)
    const again = await runNeyman(0)
    expect(again.sample).toEqual(first.sample)
  })
})
