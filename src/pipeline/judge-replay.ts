import type { JudgedPair } from '../records/judged-pair.ts'
import type { Replay } from '../records/replay.ts'
import type { Judge } from '../stages/judge/judge-model.ts'
import { judgePair } from '../stages/judge/judge-pair.ts'

/**
 * What the gate needs to know of a replay. An adversarial item that production answered again is judged twice against
 * the recorded failure: the candidate's answer, and production's of today.
 */
export async function judgeReplay(replay: Replay, judge: Judge): Promise<JudgedPair> {
  const asked = replay.origin.kind === 'adversarial' ? (judge.onFailures ?? judge) : judge
  const pair = await judgePair(replay, asked)
  if (replay.production === undefined) return pair
  const { candidateModes, verdicts } = await judgePair({ ...replay, candidate: replay.production }, asked)
  return { ...pair, production: { candidateModes, verdicts } }
}
