import type { RunStore } from '../store/run-store.ts'

/**
 * When the last run of this config was finished, Unix epoch milliseconds; 0 before the first. Runs that were
 * interrupted or killed do not count: what they were answered is theirs to go on with.
 */
export function finishedBefore(store: Pick<RunStore, 'runs'>, configHash: string): number {
  return store
    .runs()
    .filter(run => run.configHash === configHash && run.state === 'finished')
    .reduce((latest, { finishedAtMs = 0 }) => Math.max(latest, finishedAtMs), 0)
}
