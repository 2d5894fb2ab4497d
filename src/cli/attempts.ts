import type { Config } from '../config/config.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { RunId } from '../records/ids.ts'
import type { RunStore } from '../store/run-store.ts'
import { openStore } from './open-store.ts'

/** A command that was to end with a run of the store. */
export type Attempt = {
  /** As the command line got them. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly startedAtMs: number
  readonly pid: number
  /** Undefined: it runs, or was killed. */
  readonly endedAtMs: number | undefined
  /** Of the error it ended with; undefined: as above. */
  readonly error: string | undefined
}

/** No run has this id: those of runs begin with `run-`. */
const ATTEMPTS = 'attempts' as RunId
const PART = 'attempts'

/**
 * What `work` does, written down in the store until it has ended well, so that `tidegate resume` can go on with it. A
 * config that is wrong is nothing to go on with.
 */
export async function asAttempt(config: Config, work: () => Promise<void>): Promise<void> {
  const attempt: Attempt = {
    args: process.argv.slice(2),
    cwd: process.cwd(),
    startedAtMs: Date.now(),
    pid: process.pid,
    endedAtMs: undefined,
    error: undefined,
  }
  change(config, others => [...others(attempt), attempt])
  try {
    await work()
  } catch (error) {
    const isConfig = error instanceof ConfigError
    const ended = { ...attempt, endedAtMs: Date.now(), error: error instanceof Error ? error.name : 'Error' }
    change(config, others => (isConfig ? others(attempt) : [...others(attempt), ended]))
    throw error
  }
  change(config, others => others(attempt))
}

/** Commands that did not end well and are not running, newest first. */
export function openAttempts(
  store: Pick<RunStore, 'runPart'>,
  isAlive: (pid: number) => boolean,
): readonly Attempt[] {
  return read(store)
    .filter(({ endedAtMs, pid }) => endedAtMs !== undefined || !isAlive(pid))
    .toSorted((a, b) => b.startedAtMs - a.startedAtMs)
}

/** The same command twice is one attempt: the second goes on with the first. */
function change(
  config: Config,
  next: (others: (than: Attempt) => readonly Attempt[]) => readonly Attempt[],
): void {
  const store = openStore(config.store.path)
  try {
    const known = read(store)
    const rows = next(than => known.filter(each => !isSame(each, than)))
    store.putRunPart(
      ATTEMPTS,
      PART,
      rows.map(row => JSON.stringify(row)),
    )
  } finally {
    store.close()
  }
}

function isSame(a: Attempt, b: Attempt): boolean {
  return a.cwd === b.cwd && JSON.stringify(a.args) === JSON.stringify(b.args)
}

function read(store: Pick<RunStore, 'runPart'>): readonly Attempt[] {
  return store.runPart(ATTEMPTS, PART).map(text => JSON.parse(text) as Attempt)
}
