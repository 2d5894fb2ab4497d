import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Matrix } from '../../src/numeric/matrix.ts'

/** `umap-5` and `umap-10`: HDBSCAN after UMAP to so many columns. */
export const PEERS = [
  'hdbscan',
  'scikit-learn',
  'fast_hdbscan',
  'evoc',
  'umap-5',
  'umap-10',
  'hdbscan-ts',
] as const
export type Peer = (typeof PEERS)[number]

export type PeerTask = {
  readonly points: Matrix
  readonly minClusterSize: number
  /** The point itself counts. */
  readonly minSamples: number
  /** What `bench/peers/setup.sh` made. */
  readonly environment: string
  /** For the files handed over. */
  readonly folder: string
  /** On all cores together, so that other programs on the machine do not decide who finishes. */
  readonly mostCpuSeconds: number
}

export type PeerResult = {
  readonly labels: Int32Array
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakRssMb: number
}

/** What a peer made of the points, in a process of its own; a sentence when it failed or was stopped. */
export function runPeer(peer: Peer, task: PeerTask): PeerResult | string {
  const { points, folder, environment, mostCpuSeconds } = task
  const file = join(folder, 'points.f32')
  const labelsFile = join(folder, `${peer}.i32`)
  const data = Float32Array.from(points.data)
  writeFileSync(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const [command, program] =
    peer === 'hdbscan-ts'
      ? [process.execPath, script('./cluster-hdbscan-ts.ts')]
      : [join(environment, 'venv', 'bin', 'python'), script('./cluster.py')]
  const done = spawnSync(
    'bash',
    [
      ...['-c', 'ulimit -t "$0"; exec "$@"', String(mostCpuSeconds), command, program, peer],
      ...[String(points.rows), String(points.columns), file, labelsFile],
      ...[String(task.minClusterSize), String(task.minSamples)],
    ],
    { cwd: environment, encoding: 'utf8' },
  )
  if (done.signal !== null) return `> ${mostCpuSeconds} CPU s (stopped)`
  if (done.status !== 0) return `failed: ${done.stderr.trim().split('\n').at(-1)}`
  const bytes = readFileSync(labelsFile)
  return {
    ...(JSON.parse(done.stdout.trim().split('\n').at(-1) ?? '{}') as Omit<PeerResult, 'labels'>),
    labels: new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4),
  }
}
