/**
 * `npm run bench -- peers --environment FOLDER [--n N] [--d D] [--dataset mixture|text] [--peers a,b] [--cpu SECONDS] [--json]`:
 * our exact clustering and other libraries' on the same file, one after the other in one run. FOLDER is what
 * `bench/peers/setup.sh FOLDER` made. `agreement` is the adjusted Rand index with our labels; fast_hdbscan (above 30
 * columns), EVoC and UMAP before HDBSCAN are approximate by design. A peer that takes more CPU time, its
 * compilation included, is listed with the limit. With `--sets a,b` instead, our strata and the peers' clusters on labelled requests.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Matrix } from '../src/numeric/matrix.ts'
import { createKernel } from '../src/stages/stratify/kernel/create-kernel.ts'
import { hdbscanFast } from '../src/stages/stratify/kernel/hdbscan-fast.ts'
import { type PointSet, pointSet } from './hdbscan-support/point-sets.ts'
import { type BenchResult, createClock } from './machine.ts'
import { labelledSetRows } from './peers/labelled-sets.ts'
import { PEERS, type Peer, type PeerTask, runPeer } from './peers/run-peer.ts'
import { adjustedRandIndex } from './strata/metrics.ts'

const MIN_CLUSTER_SIZE = 15
/** The point itself counts. */
const MIN_SAMPLES = 16

type Row = {
  readonly implementation: string
  readonly seconds: number | string
  readonly cpuSeconds: number | null
  readonly peakRssMb: number | null
  /** To ours, of seconds and of CPU seconds; the latter says more on a busy machine. */
  readonly ratio: number | null
  readonly cpuRatio: number | null
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
      cpu: { type: 'string', default: '300' },
      sets: { type: 'string' },
    },
  })
  if (values.environment === undefined)
    throw new Error('Expected --environment FOLDER, made by bench/peers/setup.sh FOLDER')
  const wanted = values.peers.split(',')
  const peers = PEERS.filter(peer => wanted.includes(peer))
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-peers-'))
  const task = {
    environment: resolve(values.environment),
    folder,
    mostCpuSeconds: Number(values.cpu),
  }
  try {
    if (values.sets !== undefined) return { rows: await labelledSetRows(values.sets.split(','), peers, task) }
    const points = pointSet(values.dataset as PointSet, Number(values.n), Number(values.d))
    const ours = await ownRow(points)
    const whole = { ...task, points, minClusterSize: MIN_CLUSTER_SIZE, minSamples: MIN_SAMPLES }
    const rows = peers.map(peer => peerRow(peer, whole, ours))
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

type Own = {
  readonly row: Row
  readonly labels: Int32Array
  readonly seconds: number
  readonly cpuSeconds: number
}

async function ownRow(points: Matrix): Promise<Own> {
  const clock = createClock()
  const kernel = createKernel({ threads: availableParallelism() })
  const options = {
    minClusterSize: MIN_CLUSTER_SIZE,
    minSamples: MIN_SAMPLES,
    clusterSelection: 'eom',
    ties: 'multi-way',
    metric: 'euclidean',
  } as const
  const { labels, persistences } = await hdbscanFast(points, options, kernel)
  const { seconds, cpuSeconds } = clock()
  await kernel.close()
  const row: Row = {
    implementation: 'tidegate/hdbscan (exact)',
    seconds: rounded(seconds),
    cpuSeconds: rounded(cpuSeconds),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    ratio: 1,
    cpuRatio: 1,
    clusters: persistences.length,
    agreement: 1,
  }
  return { row, labels, seconds, cpuSeconds }
}

function peerRow(peer: Peer, task: PeerTask, ours: Own): Row {
  const found = runPeer(peer, task)
  if (typeof found === 'string')
    return {
      implementation: peer,
      seconds: found,
      cpuSeconds: null,
      peakRssMb: null,
      ratio: null,
      cpuRatio: null,
      clusters: null,
      agreement: null,
    }
  const { labels, seconds } = found
  return {
    implementation: peer,
    seconds: rounded(seconds),
    cpuSeconds: rounded(found.cpuSeconds),
    peakRssMb: Math.round(found.peakRssMb),
    ratio: rounded(seconds / ours.seconds),
    cpuRatio: rounded(found.cpuSeconds / ours.cpuSeconds),
    clusters: new Set(labels).size - (labels.includes(-1) ? 1 : 0),
    agreement: rounded(adjustedRandIndex([...labels], [...ours.labels])),
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
