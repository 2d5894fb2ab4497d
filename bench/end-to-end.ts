import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { readConfig } from '../src/cli/read-config.ts'
import type { Dependencies } from '../src/dependencies.ts'
import { describePopulation, evaluate } from '../src/pipeline.ts'
import { defaultDetectors } from '../src/privacy/default-detectors.ts'
import { isForbiddenId } from '../src/privacy/is-forbidden-id.ts'
import { createRedactText } from '../src/privacy/redact-text.ts'
import { createFileIo } from '../src/stages/ingest/create-file-io.ts'
import { createOfflineJudge } from '../src/stages/judge/offline-judge.ts'
import { renderJson } from '../src/stages/report/json.ts'
import { createKernel } from '../src/stages/stratify/kernel/create-kernel.ts'
import { createSqliteStore } from '../src/store/sqlite/create-sqlite-store.ts'
import { createWordHashModel } from './end-to-end/word-hash-model.ts'
import type { BenchResult } from './machine.ts'

type StageRow = {
  readonly stage: string
  readonly seconds: number
  readonly rssMb: number
  readonly heapMb: number
}

/**
 * `npm run bench -- end-to-end [--n N] [--d D] [--only strata] [--threads T] [--json]`: a whole run on N simulated traces of
 * production and the candidate's, from files to the result, with the real store, redaction and kernel. `--only strata`
 * stops after the strata, as `tidegate strata` does.
 *
 * The sentence encoder is left out of the picture: words are hashed into D coordinates (default 768, as many as the
 * default embedding has), which takes no time. Memory is what the process held at the end of each stage, and its peak.
 */
export async function bench(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      n: { type: 'string', default: '5000' },
      d: { type: 'string', default: '768' },
      only: { type: 'string' },
      threads: { type: 'string', default: String(Math.min(availableParallelism(), 8)) },
    },
  })
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-end-to-end-'))
  try {
    const [n, d, threads] = [Number(values.n), Number(values.d), Number(values.threads)]
    const worker = new Worker(new URL('./end-to-end/traffic-worker.ts', import.meta.url), {
      workerData: { folder, n },
    })
    await once(worker, 'exit')
    await writeFile(join(folder, 'tidegate.yaml'), CONFIG)
    return await run({ folder, n, d, threads, only: values.only })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const CONFIG = `seed: end-to-end
source: ./production.jsonl
candidate: ./candidate.jsonl
evaluation_pipeline:
  sampling: { strategy: cluster_stratified, window_days: 7, target_size: 2000 }
`

type Setting = { folder: string; n: number; d: number; threads: number; only: string | undefined }

async function run({ folder, n, d, threads, only }: Setting): Promise<BenchResult> {
  const { config } = await readConfig(join(folder, 'tidegate.yaml'))
  const stages: StageRow[] = []
  const kernel = createKernel({ threads })
  const store = createSqliteStore(join(folder, 'tidegate.db'))
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  try {
    const deps = dependencies({ d, kernel, store, stages })
    const found =
      only === 'strata'
        ? await describePopulation(config, deps, { withMap: false })
        : await evaluate(config, deps)
    const resultBytes = 'sample' in found ? renderJson(found).length : undefined
    const used = process.cpuUsage(cpu)
    const mb = async (name: string) => Math.round((await stat(join(folder, name))).size / 2 ** 20)
    return {
      input: { n, d, threads, only: only ?? 'all', productionMb: await mb('production.jsonl') },
      seconds: round((performance.now() - started) / 1e3),
      cpuSeconds: round((used.user + used.system) / 1e6),
      peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
      storeMb: await mb('tidegate.db'),
      resultBytes,
      stages,
    }
  } finally {
    await kernel.close()
    store.close()
  }
}

type World = Pick<Dependencies, 'store'> & {
  readonly d: number
  readonly kernel: NonNullable<Dependencies['search']>
  readonly stages: StageRow[]
}

function dependencies({ d, kernel, store, stages }: World): Dependencies {
  let startedAt = performance.now()
  return {
    io: createFileIo({ cwd: process.cwd(), stdin: process.stdin }),
    isForbiddenId,
    store,
    redactText: createRedactText({
      detectors: defaultDetectors,
      tokenKey: { id: 'k1', bytes: randomBytes(32) },
    }),
    embeddingModel: createWordHashModel(d),
    lexicalModel: undefined,
    search: kernel,
    judge: createOfflineJudge(),
    nowMs: Date.now,
    onWarning: () => {},
    onProgress: ({ kind, stage }) => {
      if (kind === 'started') startedAt = performance.now()
      if (kind !== 'finished') return
      // With `node --expose-gc` the heap is what is held, without what is no longer needed.
      globalThis.gc?.()
      const { rss, heapUsed } = process.memoryUsage()
      const seconds = round((performance.now() - startedAt) / 1e3)
      stages.push({
        stage,
        seconds,
        rssMb: Math.round(rss / 2 ** 20),
        heapMb: Math.round(heapUsed / 2 ** 20),
      })
    },
    signal: new AbortController().signal,
    version: 'bench',
    substitutions: [],
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
