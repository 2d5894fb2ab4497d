import { InterruptedError } from '../errors/interrupted-error.ts'
import { inFlight } from '../models/in-flight.ts'
import type { Advance } from './create-run.ts'

export type InOrderOptions = {
  readonly signal: AbortSignal
  /** Items under way at most. */
  readonly most: number
  readonly advance: Advance
}

/** How often whoever watches is told. */
const TOLD_EVERY = 100

/**
 * The result of `work` for every item, in the items' order, with at most so many under way.
 *
 * @throws {InterruptedError} when the run is interrupted between two items, and the first failure of `work`.
 */
export async function inOrder<T, R>(
  items: readonly T[],
  { signal, most, advance }: InOrderOptions,
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = new Array(items.length)
  let done = 0
  await inFlight([...items.entries()], most, async ([index, item]) => {
    if (signal.aborted)
      throw new InterruptedError('Interrupted', { hint: 'run the same command again to continue' })
    results[index] = await work(item, index)
    done += 1
    if (done % TOLD_EVERY === 0) advance(done)
  })
  return results
}
