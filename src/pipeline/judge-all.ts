import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { JudgeControls } from '../records/judge-controls.ts'
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

/** A batch job takes up to a day however little is in it. */
const IN_A_BATCH = 10_000

/** How many pairs are judged at the same time. */
export function judgesAtOnce(
  config: Config,
  { judge, judgeChecks }: Pick<Dependencies, 'judge' | 'judgeChecks'>,
): number {
  if (!judge.isLanguageModel) return 1
  return judgeChecks?.isBatched === true ? IN_A_BATCH : config.judge.concurrency
}

/** Every replay judged, several at a time, results in order. */
export function judgeAll(
  replays: readonly Replay[],
  config: Config,
  deps: Dependencies,
  advance: Advance,
): Promise<readonly JudgedPair[]> {
  const most = judgesAtOnce(config, deps)
  return inOrder(replays, { signal: deps.signal, most, advance }, replay => judgePair(replay, deps.judge))
}

/** The control items beside the pairs: in a batch job they would otherwise wait for a day of their own. */
export async function judgeWithControls(
  replays: readonly Replay[],
  config: Config,
  deps: Dependencies,
  advance: Advance,
): Promise<{ readonly controls: JudgeControls | undefined; readonly judged: readonly JudgedPair[] }> {
  const [controls, judged] = await Promise.allSettled([
    Promise.resolve(deps.judgeChecks?.check()),
    judgeAll(replays, config, deps, advance),
  ])
  // Both have ended, so that what they cost is known before one of them is thrown.
  if (judged.status === 'rejected') throw judged.reason
  if (controls.status === 'rejected') throw controls.reason
  return { controls: controls.value, judged: judged.value }
}
