import { dirname, join } from 'node:path'
import type { Config } from '../config/config.ts'
import { StoreError } from '../errors/store-error.ts'
import { lockRuns, type RunLockKind } from '../store/run-lock.ts'

/** The lock of runs of a config's store. */
export function runLockPath(config: Config): string {
  return join(dirname(config.store.path), 'run.lock')
}

/**
 * What `work` gives while other runs of the store know of it.
 *
 * @param kind - `alone` for runs nobody watches; runs by hand stand beside each other, never beside those.
 * @throws {StoreError} when another run stands against it.
 */
export async function withRunLock<T>(config: Config, kind: RunLockKind, work: () => Promise<T>): Promise<T> {
  const path = runLockPath(config)
  const unlock = lockRuns(path, kind)
  if (unlock === undefined)
    throw new StoreError(`Another run of this store is under way (${path} is locked)`, {
      location: path,
      hint: 'wait until it ended: the page of `tidegate serve` shows how far it is',
    })
  try {
    return await work()
  } finally {
    unlock()
  }
}
