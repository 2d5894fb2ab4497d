import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import type { Replay } from '../records/replay.ts'
import type { Verdict } from '../records/verdict.ts'
import { judgePair } from '../stages/judge/judge-pair.ts'
import type { Advance } from './create-run.ts'
import { inOrder } from './in-order.ts'

/** The pair without what a judge said that failed its control items: nothing, rather than something nobody can trust. */
export function withoutJudge(pair: JudgedPair): JudgedPair {
  const { structured, preference, outcome } = pair.verdicts
  return { ...pair, verdicts: { structured: unless(structured), preference: unless(preference), outcome } }
}

function unless(verdict: Verdict): Verdict {
  if (verdict.kind !== 'scored' || verdict.basis !== 'judge') return verdict
  return {
    kind: 'abstained',
    endpoint: verdict.endpoint,
    reason: 'the judge failed its control items: none of its verdicts counts',
    votes: verdict.votes ?? [],
  }
}

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
