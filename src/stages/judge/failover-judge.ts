import type { Judge, JudgeAnswer } from './judge-model.ts'

/**
 * The first judge, and where it cannot be reached the next one: between pairs only, never inside one. All usable votes
 * on a pair are of one judge; the votes that failed before stay with the answer, so that every change of judge shows.
 *
 * @param judges - at least one, in the order they are asked.
 */
export function failoverJudge(judges: readonly [Judge, ...Judge[]]): Judge {
  const [first] = judges
  const ask = async (question: (judge: Judge) => Promise<JudgeAnswer>): Promise<JudgeAnswer> => {
    let failed: JudgeAnswer['votes'] = []
    let answer: JudgeAnswer = { kind: 'failed', error: 'no judge was asked' }
    for (const judge of judges) {
      answer = await question(judge)
      const votes = [...failed, ...(answer.votes ?? [])]
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

/** No vote at all, and the provider is the reason; a judge that refuses or writes nonsense has been asked. */
function isUnreachable({ kind, votes = [] }: JudgeAnswer): boolean {
  return (
    kind === 'failed' &&
    votes.length > 0 &&
    votes.every(({ result }) => result.kind === 'unusable' && result.why === 'unreachable')
  )
}
