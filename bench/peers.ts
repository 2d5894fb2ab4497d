/**
 * `npm run bench -- peers --environment FOLDER [--n N] [--d D] [--dataset mixture|text] [--peers a,b] [--timeout SECONDS] [--json]`:
 * our exact clustering and other libraries' on the same file, one after the other in one run. FOLDER is what
 * `bench/peers/setup.sh FOLDER` made. `agreement` is the adjusted Rand index with our labels; fast_hdbscan (above 30
 * columns) and EVoC are approximate by design. A peer that does not finish in time is listed with the limit.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Matrix } from '../src/numeric/matrix.ts'
import { createKernel } from '../src/stages/stratify/kernel/create-kernel.ts'
import { hdbscanFast } from '../src/stages/stratify/kernel/hdbscan-fast.ts'
import { type PointSet, pointSet } from './hdbscan-support/point-sets.ts'
import type { BenchResult } from './machine.ts'
import { adjustedRandIndex } from './strata/metrics.ts'

const PEERS = ['hdbscan', 'scikit-learn', 'fast_hdbscan', 'evoc', 'hdbscan-ts'] as const
type Peer = (typeof PEERS)[number]

const MIN_CLUSTER_SIZE = 15
/** The point itself counts. */
const MIN_SAMPLES = 16

type Row = {
  readonly implementation: string
  readonly seconds: number | string
  readonly cpuSeconds: number | null
  readonly peakRssMb: number | null
  readonly ratio: number | null
  readonly clusters: number | null
  readonly agreement: number | null
}

export async function bench(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      environment: { type: 'string' },
      n: { type: 'string', default: '5000' },
      d: { type: 'string', default: '1024' },
      dataset: { type: 'string', default: 'mixture' },
      peers: { type: 'string', default: PEERS.join(',') },
      timeout: { type: 'string', default: '300' },
    },
  })
  if (values.environment === undefined)
    throw new Error('Expected --environment FOLDER, made by bench/peers/setup.sh FOLDER')
  const points = pointSet(values.dataset as PointSet, Number(values.n), Number(values.d))
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-peers-'))
  try {
    const file = join(folder, 'points.f32')
    writeFileSync(file, new Uint8Array(points.data.buffer, points.data.byteOffset, points.data.byteLength))
    const ours = await ownRow(points)
    const rows = values.peers.split(',').map(peer =>
      peerRow(peer as Peer, points, {
        file,
        folder,
        environment: resolve(values.environment ?? ''),
        timeoutMs: Number(values.timeout) * 1000,
        ...ours,
      }),
    )
    return {
      input: {
        n: points.rows,
        d: points.columns,
        dataset: values.dataset,
        minClusterSize: MIN_CLUSTER_SIZE,
        minSamples: MIN_SAMPLES,
      },
      rows: [ours.row, ...rows],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function ownRow(
  points: Matrix,
): Promise<{ readonly row: Row; readonly labels: Int32Array; readonly seconds: number }> {
  const [wall, cpu] = [performance.now(), process.cpuUsage()]
  const kernel = createKernel({ threads: availableParallelism() })
  const options = {
    minClusterSize: MIN_CLUSTER_SIZE,
    minSamples: MIN_SAMPLES,
    clusterSelection: 'eom',
    ties: 'multi-way',
    metric: 'euclidean',
  } as const
  const { labels, persistences } = await hdbscanFast(points, options, kernel)
  const [seconds, used] = [(performance.now() - wall) / 1000, process.cpuUsage(cpu)]
  await kernel.close()
  const row: Row = {
    implementation: 'tidegate/hdbscan (exact)',
    seconds: rounded(seconds),
    cpuSeconds: rounded((used.user + used.system) / 1e6),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    ratio: 1,
    clusters: persistences.length,
    agreement: 1,
  }
  return { row, labels, seconds }
}

type PeerInput = {
  readonly file: string
  readonly folder: string
  readonly environment: string
  readonly timeoutMs: number
  readonly labels: Int32Array
  readonly seconds: number
}

function peerRow(peer: Peer, points: Matrix, input: PeerInput): Row {
  const labelsFile = join(input.folder, `${peer}.i32`)
  const script = (name: string): string => fileURLToPath(new URL(`./peers/${name}`, import.meta.url))
  const [command, program] =
    peer === 'hdbscan-ts'
      ? [process.execPath, script('cluster-hdbscan-ts.ts')]
      : [join(input.environment, 'venv', 'bin', 'python'), script('cluster.py')]
  const sizes = [String(points.rows), String(points.columns)]
  const done = spawnSync(
    command,
    [program, peer, ...sizes, input.file, labelsFile, String(MIN_CLUSTER_SIZE), String(MIN_SAMPLES)],
    { cwd: input.environment, encoding: 'utf8', timeout: input.timeoutMs },
  )
  const failed = {
    implementation: peer,
    cpuSeconds: null,
    peakRssMb: null,
    ratio: null,
    clusters: null,
    agreement: null,
  }
  if (done.error !== undefined) return { ...failed, seconds: `> ${input.timeoutMs / 1000} (stopped)` }
  if (done.status !== 0) return { ...failed, seconds: `failed: ${done.stderr.trim().split('\n').at(-1)}` }
  const took = JSON.parse(done.stdout.trim().split('\n').at(-1) ?? '{}') as {
    seconds: number
    cpuSeconds: number
    peakRssMb: number
  }
  const bytes = readFileSync(labelsFile)
  const labels = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
  return {
    implementation: peer,
    seconds: rounded(took.seconds),
    cpuSeconds: rounded(took.cpuSeconds),
    peakRssMb: Math.round(took.peakRssMb),
    ratio: rounded(took.seconds / input.seconds),
    clusters: new Set(labels).size - (labels.includes(-1) ? 1 : 0),
    agreement: rounded(adjustedRandIndex([...labels], [...input.labels])),
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
