import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type SimulatedCandidate,
  type SimulatedWeek,
  simulateWeek,
} from '../../src/simulate/simulate-week.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
const DAY_MS = 86_400_000
const LAST_DAY = Date.UTC(2026, 10, 14)
const TRACES = 700
const ADVERSARIAL = 40

/** A row of a simulated week as it stands in its file. */
export type Row = SimulatedWeek['baseline'][number]

export type WeekOptions = {
  /** 0: the newest week, 1: the one before it. */
  readonly age: number
  readonly candidate: SimulatedCandidate
  readonly traces?: number
  /** Changes a row before it is written. */
  readonly edit?: (row: Row, side: 'production' | 'candidate') => unknown
}

/** Writes the config of a small shop into a folder. Runs of it read the week whose files `runWeek` writes. */
export function writeShop(folder: string): void {
  writeFileSync(
    join(folder, 'tidegate.yaml'),
    `seed: browser
source: ./production.jsonl
candidate: ./candidate.jsonl
store: { path: ./tidegate.db }
evaluation_pipeline:
  sampling:
    strategy: cluster_stratified
    window_days: 7
    target_size: 240
    clustering: { algorithm: hdbscan, min_cluster_size: 10 }
  evaluation:
    adversarial: { source: ./adversarial.jsonl }
  regression_gates: { delta_threshold: 0.02, adversarial_floor: 0.85 }
`,
  )
}

/** Writes a simulated week and runs the real command line on it, offline. @throws when the run ended without a verdict. */
export function runWeek(
  folder: string,
  { age, candidate, traces = TRACES, edit = row => row }: WeekOptions,
): void {
  const lastDayMs = LAST_DAY - age * 7 * DAY_MS
  const week = simulateWeek({
    seed: `browser-${age}`,
    candidate,
    traces,
    adversarial: ADVERSARIAL,
    suite: 0,
    endsAtMs: lastDayMs + DAY_MS,
  })
  // Both weeks count their traces from one.
  const named = (row: Row): Row => ({ ...row, trace_id: `w${age}-${row.trace_id}` })
  const write = (name: string, rows: readonly unknown[]): void =>
    writeFileSync(join(folder, name), rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  write(
    'production.jsonl',
    week.baseline.map(row => edit(named(row), 'production')),
  )
  write(
    'candidate.jsonl',
    week.candidate.map(row => edit(named(row), 'candidate')),
  )
  write('adversarial.jsonl', week.adversarial.map(named))
  const run = spawnSync(
    process.execPath,
    [
      MAIN,
      'run',
      '-c',
      'tidegate.yaml',
      '--offline',
      '--as-of',
      new Date(lastDayMs).toISOString().slice(0, 10),
    ],
    { cwd: folder, encoding: 'utf8' },
  )
  if (![0, 1, 4].includes(run.status ?? -1))
    throw new Error(`expected a verdict, the run ended with ${run.status}: ${run.stderr}`)
}
