/**
 * `npm run bench -- hdbscan [--n N] [--d D] [--dataset mixture|text] [--threads T] [--runs R] [--plain] [--grow] [--json]`:
 * time, memory and speed of the exact clustering of generated unit rows. Median of the runs: five for up to 2,000 points, three for up to
 * 10,000, else one; `phases` are those of the last run. Peak memory includes the points in f32 and everything else in
 * the process. With `--grow` instead, the growth exponent of the CPU seconds over 5,000, 10,000 and 20,000 points.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Matrix } from '../src/numeric/matrix.ts'
import { type HdbscanOptions, hdbscan } from '../src/stages/stratify/hdbscan/hdbscan.ts'
import { createKernel } from '../src/stages/stratify/kernel/create-kernel.ts'
import { hdbscanFast } from '../src/stages/stratify/kernel/hdbscan-fast.ts'
import { growthExponent } from './hdbscan-support/growth-exponent.ts'
import { type PointSet, pointSet } from './hdbscan-support/point-sets.ts'
import { type BenchResult, createClock, median } from './machine.ts'

const OPTIONS: HdbscanOptions = {
  minClusterSize: 15,
  minSamples: 16,
  clusterSelection: 'eom',
  ties: 'multi-way',
  metric: 'euclidean',
}

const GROWTH_SIZES = [5000, 10_000, 20_000]
const GROWTH_RUNS = 3
const FIRST_RUN = 2000

type GrowthRow = Awaited<ReturnType<typeof growthRow>>

type Phase = {
  readonly name: string
  readonly rows: number
  readonly seconds: number
  readonly cpuSeconds: number
  /** Share of all pairs whose distance was bounded. */
  readonly pairShare: number
  /** Operations, two per coordinate of a pair. */
  readonly operations: number
}

type Run = {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly startSeconds: number
  readonly phases: readonly Phase[]
  readonly clusters: number
  readonly noiseShare: number
}

export async function bench(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      n: { type: 'string', default: '5000' },
      d: { type: 'string', default: '1024' },
      dataset: { type: 'string', default: 'mixture' },
      threads: { type: 'string', default: String(Math.min(availableParallelism(), 8)) },
      runs: { type: 'string' },
      plain: { type: 'boolean', default: false },
      grow: { type: 'boolean', default: false },
    },
  })
  const [n, d, threads] = [Number(values.n), Number(values.d), Number(values.threads)]
  if (values.grow) return growth(values.dataset as PointSet, d, threads)
  const points = pointSet(values.dataset as PointSet, n, d)
  const count = values.runs === undefined ? defaultRuns(n) : Number(values.runs)
  const runs: Run[] = []
  for (let run = 0; run < count; run++)
    runs.push(values.plain ? plainRun(points) : await fastRun(points, threads))
  // Before the compiler for the peak is loaded, which takes memory of its own.
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024)
  const { int16Peak } = await import('./hdbscan-support/int16-peak.ts')
  const peak = await int16Peak()
  const last = runs.at(-1)
  const passes = last?.phases.filter(phase => phase.operations > 0) ?? []
  const operations = passes.reduce((sum, phase) => sum + phase.operations, 0)
  const gops = operations / passes.reduce((sum, phase) => sum + phase.cpuSeconds, 0) / 1e9
  return {
    input: {
      n,
      d,
      dataset: values.dataset,
      threads,
      implementation: values.plain ? 'plain' : 'kernel',
      runs: count,
    },
    seconds: rounded(median(runs.map(run => run.seconds))),
    cpuSeconds: rounded(median(runs.map(run => run.cpuSeconds))),
    peakRssMb,
    startSeconds: rounded(last?.startSeconds ?? Number.NaN),
    gops: rounded(gops),
    peakGops: rounded(peak),
    shareOfPeak: rounded(gops / peak),
    clusters: last?.clusters,
    noiseShare: rounded(last?.noiseShare ?? Number.NaN),
    phases: last?.phases.map(phase => ({
      name: phase.name,
      rows: phase.rows,
      seconds: rounded(phase.seconds),
      cpuSeconds: rounded(phase.cpuSeconds),
      pairShare: rounded(phase.pairShare),
      gops: rounded(phase.operations / phase.cpuSeconds / 1e9),
    })),
  }
}

async function growth(dataset: PointSet, d: number, threads: number): Promise<BenchResult> {
  // Not counted: it compiles the code.
  await fastRun(pointSet(dataset, FIRST_RUN, d), threads)
  const rows: GrowthRow[] = []
  for (const n of GROWTH_SIZES) rows.push(await growthRow(pointSet(dataset, n, d), threads))
  const exponentOf = (costOf: (row: GrowthRow) => number) =>
    rounded(growthExponent(rows.map(row => ({ n: row.n, cost: costOf(row) }))))
  return {
    input: { d, dataset, threads, runs: GROWTH_RUNS },
    rows,
    exponents: {
      cpuSeconds: exponentOf(row => row.cpuSeconds),
      nearest: exponentOf(row => row.nearestCpuSeconds),
      secondPass: exponentOf(row => row.secondPassCpuSeconds),
    },
  }
}

/** Medians, CPU seconds of the two passes over the pairs included. */
async function growthRow(points: Matrix, threads: number) {
  const runs: Run[] = []
  for (let run = 0; run < GROWTH_RUNS; run++) runs.push(await fastRun(points, threads))
  const pass = (name: string) =>
    rounded(
      median(
        runs.map(({ phases }) =>
          phases.reduce((sum, phase) => sum + (phase.name === name ? phase.cpuSeconds : 0), 0),
        ),
      ),
    )
  return {
    n: points.rows,
    seconds: rounded(median(runs.map(run => run.seconds))),
    cpuSeconds: rounded(median(runs.map(run => run.cpuSeconds))),
    nearestCpuSeconds: pass('nearest'),
    secondPassCpuSeconds: pass('second-pass'),
  }
}

async function fastRun(points: Matrix, threads: number): Promise<Run> {
  const phases: Phase[] = []
  const clock = createClock()
  let phaseClock = createClock()
  const endPhase = (name: string, rows: number, pairs: number): void => {
    const allPairs = (points.rows * (points.rows - 1)) / 2
    phases.push({
      name,
      rows,
      ...phaseClock(),
      pairShare: pairs / allPairs,
      operations: pairs * 2 * points.columns,
    })
    phaseClock = createClock()
  }
  const kernel = createKernel({ threads, onPhase: ({ name, rows, pairs }) => endPhase(name, rows, pairs) })
  const startSeconds = clock().seconds
  try {
    const { labels, persistences } = await hdbscanFast(points, OPTIONS, kernel)
    endPhase('clusters of the tree', points.rows, 0)
    return { ...clock(), startSeconds, phases, ...summaryOf(labels, persistences) }
  } finally {
    await kernel.close()
  }
}

function plainRun(points: Matrix): Run {
  const clock = createClock()
  const { labels, persistences } = hdbscan(points, OPTIONS)
  return { ...clock(), startSeconds: 0, phases: [], ...summaryOf(labels, persistences) }
}

function summaryOf(labels: Int32Array, persistences: Float64Array) {
  return {
    clusters: persistences.length,
    noiseShare: labels.filter(label => label === -1).length / labels.length,
  }
}

function defaultRuns(n: number): number {
  if (n <= 2000) return 5
  return n <= 10_000 ? 3 : 1
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
