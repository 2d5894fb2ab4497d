import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config/load-config.ts'
import type { Dependencies } from '../src/dependencies.ts'
import { createLocalEmbeddingModel } from '../src/models/local/create-local-embedding-model.ts'
import { createLsaModel } from '../src/models/local/create-lsa-model.ts'
import { createRun } from '../src/pipeline/create-run.ts'
import { ingestSide } from '../src/pipeline/ingest-side.ts'
import { synthesisePopulation } from '../src/pipeline/synthesise-population.ts'
import { defaultDetectors } from '../src/privacy/default-detectors.ts'
import { namesDetector } from '../src/privacy/names/names-detector.ts'
import { createRedactText } from '../src/privacy/redact-text.ts'
import { simulateWeek } from '../src/simulate/simulate-week.ts'
import { intentOf } from '../src/stages/embed/intent-of.ts'
import { selectWindow } from '../src/stages/ingest/select-window.ts'
import { createOfflineJudge } from '../src/stages/judge/offline-judge.ts'
import { createKernel } from '../src/stages/stratify/kernel/create-kernel.ts'
import { createRealTextGuard, withholding } from '../src/stages/synthesise/real-text-guard.ts'
import { createMemoryStore } from '../src/store/memory/create-memory-store.ts'
import { type BenchResult, createClock } from './machine.ts'

/**
 * What `privacy.mode: synthetic` costs and loses on simulated weeks: seconds per step, distance of strata, tools and
 * embeddings, and what can be guessed of the traces that gave templates. `--traces N` (default 600), `--seed TEXT`.
 */
export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: { traces: { type: 'string', default: '600' }, seed: { type: 'string', default: '1' } },
  })
  const traces = Number(values.traces)
  const week = simulateWeek({
    seed: values.seed,
    candidate: 'healthy',
    traces,
    adversarial: 0,
    suite: 0,
    endsAtMs: Date.UTC(2026, 10, 15),
  })
  const bytes = Buffer.from(week.baseline.map(row => `${JSON.stringify(row)}\n`).join(''))
  const yaml = `source: /base\nseed: "${values.seed}"\ncandidate: { model: gpt-5-mini }\nbaseline: { model: gpt-5 }\nprivacy: { mode: synthetic }\n`
  const { config } = await loadConfig('/tidegate.yaml', {
    readFile: async () => Buffer.from(yaml),
    env: {},
    cwd: '/',
  })
  const tokenKey = { id: 'k1', bytes: new Uint8Array(32) }
  const detectors = [...defaultDetectors, namesDetector]
  const guard = createRealTextGuard()
  const kernel = createKernel({ threads: 2 })
  const deps: Dependencies = {
    io: {
      listFiles: async path => [path],
      openFile: () => once(bytes),
      stdin: () => once(Buffer.alloc(0)),
    },
    isForbiddenId: () => false,
    store: createMemoryStore(),
    redactText: withholding(createRedactText({ detectors, tokenKey, hasSurrogates: true }), guard),
    synthetic: { guard, redactReal: createRedactText({ detectors, tokenKey }) },
    embeddingModel: createLocalEmbeddingModel({ processes: 2 }),
    lexicalModel: createLsaModel(),
    search: kernel,
    judge: createOfflineJudge(),
    nowMs: () => performance.now(),
    onProgress: () => undefined,
    onWarning: () => undefined,
    signal: new AbortController().signal,
    version: '0',
    substitutions: [],
  }
  try {
    const run = createRun(deps)
    const production = await ingestSide('baseline', config, deps, () => undefined)
    const window = selectWindow(production.traces, { windowDays: 7, endMs: undefined })
    const clock = createClock()
    const { fidelity, real, population } = await synthesisePopulation(
      run,
      production,
      window.traces,
      [],
      window.window,
      config,
      deps,
    )
    const { strata, tools, tiers, embedding, membership } = fidelity
    return {
      traces: window.traces.length,
      ...clock(),
      stages: run.timings.map(({ stage, durationMs }) => ({ stage, seconds: durationMs / 1000 })),
      shingleMegabytes: real.bytes / 2 ** 20,
      distinctRequests: new Set(population.map(trace => intentOf(trace).text)).size,
      strataDistance: strata.distance,
      ownStratum: strata.own,
      toolDistance: tools.distance,
      tierDistance: tiers.distance,
      discrepancy: embedding?.discrepancy,
      discrepancyOfRealHalves: embedding?.realHalves,
      nearestRatio: fidelity.nearestRatio,
      membershipArea: membership?.area,
      membershipInterval: membership?.interval.join(' to '),
    }
  } finally {
    await kernel.close()
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
