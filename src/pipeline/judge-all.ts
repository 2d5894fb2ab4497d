import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import type { Replay } from '../records/replay.ts'
import { judgePair } from '../stages/judge/judge-pair.ts'
import type { Advance } from './create-run.ts'
import { inOrder } from './in-order.ts'

/** Every replay judged, several at a time, results in order. */
export function judgeAll(
  replays: readonly Replay[],
  config: Config,
  deps: Dependencies,
  advance: Advance,
): Promise<readonly JudgedPair[]> {
  const most = deps.judge.isLanguageModel ? config.judge.concurrency : 1
  return inOrder(replays, { signal: deps.signal, most, advance }, replay => judgePair(replay, deps.judge))
}
