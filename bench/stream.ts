import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { createRng } from '../src/numeric/random.ts'
import type { StratumId, TraceId } from '../src/records/ids.ts'
import type { RedactedText } from '../src/records/redacted-text.ts'
import { createStreamingSample } from '../src/stages/sample/streaming-sample.ts'
import { createKernel, type Kernel } from '../src/stages/stratify/kernel/create-kernel.ts'
import { stratify } from '../src/stages/stratify/stratify.ts'
import { createAssigner } from '../src/stages/stratify/weeks/assign.ts'
import { fitStratumModel } from '../src/stages/stratify/weeks/create-stratum-model.ts'
import type { BenchResult } from './machine.ts'
import { createMixtureStream, type MixtureStream } from './stream/mixture-stream.ts'
import { sharesAgainstTruth } from './stream/shares-against-truth.ts'

const CLUSTERING = { algorithm: 'hdbscan', space: 'spectral', minClusterSize: 15, minSamples: 6 } as const
/** Rows made, assigned and forgotten at a time. */
const BLOCK_ROWS = 16_384
const TARGET_SIZE = 2_000

/**
 * `npm run bench -- stream [--n N] [--d D] [--fit F] [--threads T] [--json]`: more requests than a machine holds. A
 * simulated mixture of intents (shares by rank, a tenth of noise) is made block by block and never kept. The first F
 * rows, which are a uniform sample because rows are independent, are clustered; all N are assigned by the rule to that
 * model; the sample to replay is drawn by bottom-k on the way.
 *
 * `shares` and `errors` in percent, against what the generator made: `counted` by the strata; `fit`, what the clustering
 * itself would count, as estimated from its sample, with the standard error stated in reports; `checked`, the same
 * estimate with the generator's labels of the clustered rows in place of the clustering's, whose error is sampling error
 * alone: 95% of the intents should lie within 1.96 standard errors.
 */
export async function bench(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      n: { type: 'string', default: '200000' },
      d: { type: 'string', default: '128' },
      fit: { type: 'string', default: '20000' },
      threads: { type: 'string', default: String(Math.min(availableParallelism(), 8)) },
    },
  })
  const [n, d, fit, threads] = [values.n, values.d, values.fit, values.threads].map(Number) as Input
  const kernel = createKernel({ threads })
  try {
    return await run({ n, d, fit, threads, kernel })
  } finally {
    await kernel.close()
  }
}

type Input = [n: number, d: number, fit: number, threads: number]
type Setting = { n: number; d: number; fit: number; threads: number; kernel: Kernel }

async function run({ n, d, fit, threads, kernel }: Setting): Promise<BenchResult> {
  const clock = createClock()
  const stream = createMixtureStream(d, createRng('stream/1'))
  const fitted = await fitOn(stream, Math.min(fit, n), kernel)
  const fitSeconds = clock()
  const assigner = createAssigner(fitted.model, kernel)
  const sample = createStreamingSample({
    targetSize: TARGET_SIZE,
    allocation: 'sqrt',
    seed: 'stream',
    noiseWeight: 0.5,
  })
  const ids = [...fitted.model.strata.map(({ id }) => id), 'noise' as StratumId]
  const assigned = new Float64Array(ids.length)
  const truth = new Float64Array(stream.shares.length + 1)
  const count = (intents: Int32Array) => {
    for (const intent of intents) truth[intent === -1 ? truth.length - 1 : intent]! += 1
  }
  count(fitted.intents)
  const seconds = { generate: 0, assign: 0, draw: 0 }
  const indexOf = (label: number) => (label === -1 ? ids.length - 1 : label)
  const offer = (label: number, at: number) => {
    const index = indexOf(label)
    sample.offer(ids[index]!, label === -1 ? 'noise' : 'cluster', `t${at}` as TraceId)
  }
  for (const [at, label] of fitted.byFit.entries()) offer(label, at)
  for (let start = fitted.byFit.length; start < n; start += BLOCK_ROWS) {
    const watch = createClock()
    const { vectors, intents } = stream.next(Math.min(BLOCK_ROWS, n - start))
    seconds.generate += watch().wall
    const labels = await assigner.assign(vectors)
    seconds.assign += watch().wall
    count(intents)
    for (const [at, label] of labels.entries()) {
      assigned[indexOf(label)]! += 1
      offer(label, start + at)
    }
    seconds.draw += watch().wall
  }
  const drawn = sample.draw()
  const { wall, cpu } = clock()
  const streamed = n - fitted.byFit.length
  return {
    input: { n, d, fit: fitted.byFit.length, threads, references: fitted.model.reference.labels.length },
    seconds: { fit: round(fitSeconds.wall), ...mapped(seconds, round), stream: round(wall) },
    cpuSeconds: { fit: round(fitSeconds.cpu), stream: round(cpu) },
    rowsPerSecond: { assigned: Math.round(streamed / seconds.assign), streamed: Math.round(streamed / wall) },
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    strata: ids.length - 1,
    sample: { drawn: drawn.draws.length, population: drawn.populationSize },
    ...sharesAgainstTruth({ ...fitted, assigned, truth }),
  }
}

/** The first rows of the stream, clustered. */
async function fitOn(stream: MixtureStream, rows: number, kernel: Kernel) {
  const { vectors, intents: planted } = stream.next(rows)
  const traceIds = Array.from({ length: rows }, (_, at) => `t${at}` as TraceId)
  const embeddings = { traceIds, vectors, modelId: 'simulated' }
  // Every request is distinct, as the vectors are.
  const intents = traceIds.map(traceId => ({ traceId, text: wordsOf(traceId) as RedactedText }))
  const strata = await stratify(embeddings, intents, CLUSTERING, kernel)
  const { model, labelled } = await fitStratumModel({
    ...{ embeddings, intents, strata, embeddingModelId: 'simulated', search: kernel },
    ...{ lexicalFit: undefined, window: undefined },
  })
  const clusters = strata.strata.filter(({ kind }) => kind === 'cluster')
  const clusterOf = new Map(clusters.flatMap(({ members }, at) => members.map(id => [id, at] as const)))
  return {
    model,
    intents: planted,
    byFit: Int32Array.from(traceIds, id => clusterOf.get(id) ?? -1),
    byRule: Int32Array.from(traceIds, id => labelled.get(id) ?? -1),
  }
}

/** Letters alone: numbers would be taken for the same request with another order number. */
function wordsOf(traceId: string): string {
  return traceId.replace(/\d/g, digit => 'abcdefghij'[Number(digit)] ?? '')
}

function createClock(): () => { readonly wall: number; readonly cpu: number } {
  let start = performance.now()
  let before = process.cpuUsage()
  return () => {
    const used = process.cpuUsage(before)
    const wall = (performance.now() - start) / 1e3
    start = performance.now()
    before = process.cpuUsage()
    return { wall, cpu: (used.user + used.system) / 1e6 }
  }
}

function mapped<T extends object>(values: T, change: (value: number) => number): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value as number)]))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
