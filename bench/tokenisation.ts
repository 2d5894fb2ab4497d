import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from '../src/config/config.ts'
import { loadConfig } from '../src/config/load-config.ts'
import type { Dependencies } from '../src/dependencies.ts'
import { createLocalEmbeddingModel } from '../src/models/local/create-local-embedding-model.ts'
import { createLsaModel } from '../src/models/local/create-lsa-model.ts'
import { createRun } from '../src/pipeline/create-run.ts'
import { stratifyPopulation } from '../src/pipeline/stratify-population.ts'
import { evaluate } from '../src/pipeline.ts'
import { defaultDetectors } from '../src/privacy/default-detectors.ts'
import { isForbiddenId } from '../src/privacy/is-forbidden-id.ts'
import { namesDetector } from '../src/privacy/names/names-detector.ts'
import { createRedactText, type RedactText } from '../src/privacy/redact-text.ts'
import type { Evaluation } from '../src/records/evaluation.ts'
import type { Strata } from '../src/records/strata.ts'
import type { RedactedTrace } from '../src/records/trace.ts'
import { type SimulatedCandidate, simulateWeek } from '../src/simulate/simulate-week.ts'
import { createFileIo } from '../src/stages/ingest/create-file-io.ts'
import { createOfflineJudge } from '../src/stages/judge/offline-judge.ts'
import { createKernel } from '../src/stages/stratify/kernel/create-kernel.ts'
import { createMemoryStore } from '../src/store/memory/create-memory-store.ts'
import type { BenchResult } from './machine.ts'
import { adjustedRandIndex } from './strata/metrics.ts'

const CANDIDATES: readonly SimulatedCandidate[] = ['truncating', 'healthy']
const NOISE = -1
const CONFIG = `source: ./production.jsonl
candidate: ./candidate.jsonl
seed: tokenisation
evaluation_pipeline:
  sampling: { window_days: 7, target_size: 2000, clustering: { min_cluster_size: 15 } }
  regression_gates: { delta_threshold: 0.02 }
`

/** Vectors of all weeks and ways: a text that redaction leaves alone is embedded once. */
const embedded = createMemoryStore()

type Way = 'as they are' | 'patterns' | 'patterns and names' | 'surrogates'
type Seen = { readonly labels: readonly number[]; readonly evaluation: Evaluation }

/**
 * `npm run bench -- tokenisation [--traces N] [--weeks W]`: strata and verdicts of simulated weeks with their texts as they are, and redacted
 * in each way: adjusted Rand index of the strata, and the share of runs and of gates whose verdict differs. Embedded by the local model.
 */
export async function bench(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: { traces: { type: 'string', default: '300' }, weeks: { type: 'string', default: '2' } },
  })
  const [traces, weeks] = [Number(values.traces), Number(values.weeks)]
  const rows = []
  const tally = new Map<Way, { runs: number; flips: number; gates: number; gateFlips: number }>()
  for (let week = 1; week <= weeks; week += 1) {
    for (const candidate of CANDIDATES) {
      const seen = await seeWeek({ seed: String(week), candidate, traces })
      const plain = seen.get('as they are')
      if (plain === undefined) continue
      for (const [way, { labels, evaluation }] of seen) {
        const verdicts = gateVerdicts(evaluation)
        const expected = gateVerdicts(plain.evaluation)
        const gateFlips = [...expected].filter(([gate, verdict]) => verdicts.get(gate) !== verdict).length
        const both = labels.flatMap((label, index) =>
          label !== NOISE && plain.labels[index] !== NOISE ? [index] : [],
        )
        const total = tally.get(way) ?? { runs: 0, flips: 0, gates: 0, gateFlips: 0 }
        const isFlipped = evaluation.decision.outcome !== plain.evaluation.decision.outcome
        tally.set(way, {
          runs: total.runs + 1,
          flips: total.flips + Number(isFlipped),
          gates: total.gates + expected.size,
          gateFlips: total.gateFlips + gateFlips,
        })
        rows.push({
          week,
          candidate,
          texts: way,
          verdict: evaluation.decision.outcome,
          gateFlips: `${gateFlips} of ${expected.size}`,
          clusters: new Set(labels.filter(label => label !== NOISE)).size,
          ari: rounded(adjustedRandIndex(labels, plain.labels)),
          ariInBoth: rounded(
            adjustedRandIndex(
              both.map(index => labels[index]),
              both.map(index => plain.labels[index]),
            ),
          ),
          bothInCluster: both.length,
        })
      }
    }
  }
  return {
    traces,
    rows,
    flips: [...tally].map(([texts, { runs, flips, gates, gateFlips }]) => ({
      texts,
      verdictFlips: `${flips} of ${runs}`,
      gateFlips: `${gateFlips} of ${gates}`,
    })),
  }
}

type Week = { readonly seed: string; readonly candidate: SimulatedCandidate; readonly traces: number }

async function seeWeek({ seed, candidate, traces }: Week): Promise<ReadonlyMap<Way, Seen>> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-tokenisation-'))
  const processes = Math.min(2, availableParallelism())
  const embeddingModel = createLocalEmbeddingModel({ processes })
  const kernel = createKernel({ threads: processes })
  try {
    const week = simulateWeek({
      seed,
      candidate,
      traces,
      adversarial: 0,
      suite: 0,
      endsAtMs: Date.UTC(2026, 10, 15),
    })
    for (const [name, side] of [
      ['production', week.baseline],
      ['candidate', week.candidate],
    ] as const) {
      await writeFile(join(folder, `${name}.jsonl`), side.map(row => `${JSON.stringify(row)}\n`).join(''))
    }
    const { config } = await loadConfig(join(folder, 'tidegate.yaml'), {
      readFile: async () => new TextEncoder().encode(CONFIG),
      env: {},
      cwd: folder,
    })
    const seen = new Map<Way, Seen>()
    for (const [way, redactText] of redactors()) {
      seen.set(way, await see(config, { redactText, embeddingModel, search: kernel }))
    }
    return seen
  } finally {
    await kernel.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function see(
  config: Config,
  given: Pick<Dependencies, 'redactText' | 'embeddingModel' | 'search'>,
): Promise<Seen> {
  const { vectors, putVectors } = embedded
  const store = { ...createMemoryStore(), vectors, putVectors }
  const deps: Dependencies = {
    ...given,
    io: createFileIo({ cwd: process.cwd(), stdin: process.stdin }),
    isForbiddenId,
    store,
    lexicalModel: createLsaModel(),
    judge: createOfflineJudge(),
    nowMs: Date.now,
    onWarning: () => {},
    onProgress: () => {},
    signal: new AbortController().signal,
    version: 'bench',
    substitutions: [],
  }
  const evaluation = await evaluate(config, deps)
  // The same once more for the strata of every trace: vectors are kept, models are not looked at.
  const population = [...store.traces('baseline')].toSorted((a, b) => (a.traceId < b.traceId ? -1 : 1))
  const fresh = { ...deps, store: { ...store, latestModel: () => undefined, putModel: () => {} } }
  const { strata } = await stratifyPopulation(
    createRun(fresh),
    population,
    evaluation.manifest.window,
    config,
    fresh,
  )
  return { evaluation, labels: labelsOf(strata, population) }
}

/** The number of every trace's cluster in the order of the population; noise is -1. */
function labelsOf({ strata }: Strata, population: readonly RedactedTrace[]): readonly number[] {
  const labels = new Map(
    strata.flatMap(({ kind, members }, index) =>
      members.map(traceId => [traceId, kind === 'noise' ? NOISE : index] as const),
    ),
  )
  return population.map(({ traceId }) => labels.get(traceId) ?? NOISE)
}

function* redactors(): Iterable<readonly [Way, RedactText]> {
  const tokenKey = { id: 'k1', bytes: new Uint8Array(32).fill(7) }
  const named = [...defaultDetectors, namesDetector]
  yield ['as they are', createRedactText({ detectors: [], tokenKey, fields: () => undefined })]
  yield ['patterns', createRedactText({ detectors: defaultDetectors, tokenKey })]
  yield ['patterns and names', createRedactText({ detectors: named, tokenKey })]
  yield ['surrogates', createRedactText({ detectors: named, tokenKey, hasSurrogates: true })]
}

function gateVerdicts({ decision }: Evaluation): ReadonlyMap<string, string> {
  return new Map(Object.entries(decision.gates).map(([name, { verdict }]) => [name, verdict]))
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
