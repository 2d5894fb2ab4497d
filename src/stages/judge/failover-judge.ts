import { ProviderError } from '../../errors/provider-error.ts'
import type { Vote } from '../../records/vote.ts'
import type { Judge, JudgeAnswer } from './judge-model.ts'

/**
 * The first judge, and where it cannot be reached the next one: between pairs only, never inside one. All usable votes
 * on a pair are of one judge; the votes that failed before stay with the answer, so that every change of judge shows.
 *
 * @param judges - at least one, in the order they are asked.
 * @throws what the last judge throws, and what is no outage of another: a refused key is to be seen.
 */
export function failoverJudge(judges: readonly [Judge, ...Judge[]]): Judge {
  const [first] = judges
  const ask = async (question: (judge: Judge) => Promise<JudgeAnswer>): Promise<JudgeAnswer> => {
    let failed: readonly Vote[] = []
    let answer: JudgeAnswer = { kind: 'failed', error: 'no judge was asked' }
    for (const [index, judge] of judges.entries()) {
      try {
        answer = await question(judge)
      } catch (error) {
        if (!isOut(error) || index === judges.length - 1) throw error
        failed = [...failed, lostVote(judge, error)]
        continue
      }
      const votes: readonly Vote[] = [...failed, ...(answer.votes ?? [])]
      if (!isUnreachable(answer)) return { ...answer, votes }
      failed = votes
    }
    return { ...answer, votes: failed }
  }
  return {
    name: first.name,
    isLanguageModel: first.isLanguageModel,
    compareTexts: question => ask(judge => judge.compareTexts(question)),
    compareArguments: question => ask(judge => judge.compareArguments(question)),
  }
}

/** Whether a provider cannot be asked any further, for a while or in this run. */
function isOut(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.endsRun && error.reason !== 'auth'
}

/** Stands for whatever was tried before the provider was out: what that cost, only the ledger knows. */
function lostVote(judge: Judge, error: ProviderError): Vote {
  return {
    judge: judge.name,
    index: 0,
    order: 'candidate-first',
    result: { kind: 'unusable', why: 'unreachable', detail: error.message },
    usage: undefined,
    costPicoUsd: undefined,
    cached: 'no',
    latencyMs: undefined,
  }
}

/** No vote at all, and the provider is the reason; a judge that refuses or writes nonsense has been asked. */
function isUnreachable({ kind, votes = [] }: JudgeAnswer): boolean {
  return (
    kind === 'failed' &&
    votes.length > 0 &&
    votes.every(({ result }) => result.kind === 'unusable' && result.why === 'unreachable')
  )
}
