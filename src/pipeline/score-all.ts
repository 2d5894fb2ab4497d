import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { Replay } from '../records/replay.ts'
import { scoreReplay } from '../stages/replay/score-replay.ts'
import type { Advance } from './create-run.ts'
import { inOrder } from './in-order.ts'

const FEW = 5
const SHARE = 0.01

/**
 * Every replay with the outcomes of the config's scorers.
 *
 * @throws {ConfigError} when a scorer fails on more answers than max(5, 1%): what is left would no longer be the sample.
 */
export async function scoreAll(
  replays: readonly Replay[],
  config: Config,
  { scorers = [], signal, onWarning }: Pick<Dependencies, 'scorers' | 'signal' | 'onWarning'>,
  advance: Advance,
): Promise<readonly Replay[]> {
  const scored = await inOrder(replays, { signal, most: config.replay.concurrency, advance }, replay =>
    scoreReplay(replay, scorers),
  )
  for (const { name } of scorers) {
    const count = scored.filter(({ failures }) => failures.includes(name)).length
    if (count > Math.max(FEW, SHARE * replays.length)) {
      throw new ConfigError(
        `Expected scores of \`${name}\`, it failed on ${count} of ${replays.length} pairs`,
        {
          path: 'scorers',
          hint: 'it has to give a number from 0 to 1, a truth value or nothing, in time (docs/library.md)',
        },
      )
    }
    if (count > 0)
      onWarning(`the scorer ${name} failed on ${count} of ${replays.length} pairs: they have no outcome`)
  }
  return scored.map(({ replay }) => replay)
}
