import { measureCachedShares } from './judge-support/cached-share.ts'
import type { BenchResult } from './machine.ts'

/**
 * `npm run bench -- cached-share [--json]`: the share of the input that simulated providers read from their caches, by
 * the order of the votes and the layout of the prompt. Simulated time; the machine does not matter.
 */
export async function bench(): Promise<BenchResult> {
  return { shares: await measureCachedShares() }
}
