import { ProviderError } from '../../errors/provider-error.ts'
import type { Answer, Replay } from '../../records/replay.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import type { Scorer } from './scorer.ts'

export type ScoredReplay = {
  readonly replay: Replay
  /** Names of scorers that failed on one of the answers. */
  readonly failures: readonly string[]
}

/**
 * The replay with the outcome of every answer as the scorers see it: the mean of their scores, in the place of what was
 * recorded, so that both sides are measured by one rule. Where one of them has nothing to say or fails, an answer has no
 * outcome. A side that did not answer stays as it is: its outcome is 0 (product definition 22).
 */
export async function scoreReplay(replay: Replay, scorers: readonly Scorer[]): Promise<ScoredReplay> {
  const failures: string[] = []
  const scored = async (answer: Answer): Promise<Answer> => {
    if (answer.kind === 'failed') return answer
    const outcome = await outcomeOf(answer.trace, scorers, failures)
    return { ...answer, trace: { ...answer.trace, outcome } }
  }
  const { production } = replay
  return {
    replay: {
      ...replay,
      baseline: await scored(replay.baseline),
      candidate: await scored(replay.candidate),
      ...(production === undefined ? {} : { production: await scored(production) }),
    },
    failures,
  }
}

async function outcomeOf(
  trace: RedactedTrace,
  scorers: readonly Scorer[],
  failures: string[],
): Promise<number | undefined> {
  let sum = 0
  let isKnown = true
  for (const scorer of scorers) {
    try {
      const score = await scorer.score(trace)
      if (score === undefined) isKnown = false
      else sum += score
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      failures.push(scorer.name)
      isKnown = false
    }
  }
  return isKnown ? sum / scorers.length : undefined
}
