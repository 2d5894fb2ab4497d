import { hash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load-config.ts'
import type { Dependencies } from '../dependencies.ts'
import { ConfigError } from '../errors/config-error.ts'
import { defaultDetectors } from '../privacy/default-detectors.ts'
import { createRedactText } from '../privacy/redact-text.ts'
import type { Trace } from '../records/trace.ts'
import { simulateWeek } from '../simulate/simulate-week.ts'
import { intentOf } from '../stages/embed/intent-of.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import type { AnsweredTurn } from '../stages/replay/answerer.ts'
import { createRealTextGuard, withholding } from '../stages/synthesise/real-text-guard.ts'
import { dependenciesOf } from './__fixtures__/dependencies-of.ts'
import { createRun } from './create-run.ts'
import { ingestSide } from './ingest-side.ts'
import { reproduceFailures } from './reproduce-failures.ts'
import { checkLiveSides, type SyntheticPopulation, synthesisePopulation } from './synthesise-population.ts'

const TRACES = 160
const week = simulateWeek({
  seed: '1',
  candidate: 'healthy',
  traces: TRACES,
  adversarial: 0,
  suite: 0,
  endsAtMs: Date.UTC(2026, 10, 15),
})
const YAML =
  'source: /base\ncandidate: { model: gpt-5-mini }\nbaseline: { model: gpt-5 }\nprivacy: { mode: synthetic }\n'

function depsFor(changes: Partial<Dependencies> = {}): Dependencies {
  const tokenKey = { id: 'k1', bytes: new Uint8Array(32) }
  const guard = createRealTextGuard()
  return dependenciesOf(
    { '/base': week.baseline },
    {
      redactText: withholding(
        createRedactText({ detectors: defaultDetectors, tokenKey, hasSurrogates: true }),
        guard,
      ),
      synthetic: { guard, redactReal: createRedactText({ detectors: defaultDetectors, tokenKey }) },
      ...changes,
    },
  )
}

let config: Config
let traces: readonly Trace[]
let deps: Dependencies
let made: SyntheticPopulation
beforeAll(async () => {
  config = (await loadConfig('/t.yaml', { readFile: async () => Buffer.from(YAML), env: {}, cwd: '/' }))
    .config
  deps = depsFor()
  traces = (await ingestSide('baseline', config, deps, () => undefined)).traces
  made = await synthesisePopulation(createRun(deps), {}, traces, [], undefined, config, deps)
}, 60_000)

describe('synthesisePopulation', () => {
  it('keeps synthetic traces alone, and no vector of a real request', () => {
    const ids = [...deps.store.traces('baseline')].map(({ traceId }) => traceId)
    expect(ids).toHaveLength(TRACES)
    expect(ids.filter(id => !id.startsWith('synthetic-'))).toEqual([])
    const { redactReal } = deps.synthetic ?? {}
    const hashes = traces.map(trace =>
      hash('sha256', redactReal === undefined ? '' : intentOf(redactTrace(trace, redactReal)).text),
    )
    expect(deps.store.vectors(deps.embeddingModel.modelId, hashes).size).toBe(0)
    expect(deps.store.latestModel()).toBeUndefined()
  })

  it('puts every twin into one stratum, each as large as that of the real traces', () => {
    const members = made.strata.strata.flatMap(stratum => stratum.members)
    expect(new Set(members)).toEqual(new Set(made.population.map(({ traceId }) => traceId)))
    expect(members).toHaveLength(TRACES)
    for (const { share, members: own } of made.strata.strata)
      expect(share).toBeCloseTo(own.length / TRACES, 12)
  })

  it('loses little of tools and lengths on a week of templates', () => {
    expect(made.fidelity.tools.distance).toBeLessThan(0.05)
    expect(made.fidelity.tiers.distance).toBeLessThan(0.05)
    expect(made.fidelity.strata.distance).toBeLessThan(0.15)
  })

  it('makes the same of the same window', async () => {
    const again = depsFor()
    const { population } = await synthesisePopulation(
      createRun(again),
      {},
      traces,
      [],
      undefined,
      config,
      again,
    )
    expect(population).toEqual(made.population)
  })

  it('refuses traces that come from the store', async () => {
    const kept = synthesisePopulation(
      createRun(deps),
      { redacted: new Set() },
      [],
      [],
      undefined,
      config,
      deps,
    )
    await expect(kept).rejects.toThrow(ConfigError)
  })

  it('warns of a store that holds real traces of before', async () => {
    const warnings: string[] = []
    const before = depsFor({ onWarning: warning => warnings.push(warning) })
    const [trace] = traces
    if (trace !== undefined && before.synthetic !== undefined)
      before.store.putTraces('baseline', [redactTrace(trace, before.synthetic.redactReal)])
    await synthesisePopulation(createRun(before), {}, traces.slice(0, 20), [], undefined, config, before)
    expect(warnings.join()).toContain('holds real traces of before')
  })
})

it('nobody to answer synthetic requests is an error before anything is read', () => {
  expect(() => checkLiveSides(deps)).toThrow('Expected a baseline that answers live')
  expect(() => checkLiveSides({})).not.toThrow()
})

describe('reproduceFailures', () => {
  const turn: AnsweredTurn = {
    text: '',
    calls: [],
    finishReason: 'stop',
    model: 'm',
    latencyMs: 1,
    costPicoUsd: 0,
  }
  const reproduce = (modes: readonly 'empty-answer'[], text: string) => {
    const [request] = made.population.filter(({ messages }) => messages.length === 2)
    if (request === undefined) throw new Error('no single-turn twin')
    const answerer = { name: 'live', answer: async () => ({ ...turn, text }) }
    const live = { baseline: answerer, deadline: () => new AbortController().signal }
    return reproduceFailures(
      [{ modes, twin: async () => request }],
      config,
      { ...deps, live },
      () => undefined,
    )
  }

  it('keeps a twin on which live production fails in the same way, with that answer', async () => {
    const { twins, account } = await reproduce(['empty-answer'], '')
    expect(account).toEqual({ reported: 1, reproduced: 1, notReproduced: 0, unverifiable: 0 })
    expect(twins[0]?.messages.at(-1)).toMatchObject({ role: 'assistant', text: '' })
    expect(twins[0]?.supportFlag?.reason).toContain('empty-answer')
  })

  it('keeps none where production does well now, or where no rule sees the failure', async () => {
    expect((await reproduce(['empty-answer'], 'It is on its way.')).account).toMatchObject({
      notReproduced: 1,
    })
    expect((await reproduce([], '')).account).toMatchObject({ reproduced: 0, unverifiable: 1 })
  })
})
