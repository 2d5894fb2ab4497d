import type { Judge } from '../judge-model.ts'
import { castVotes, type VotePlan } from './cast-votes.ts'
import { tallyArguments, tallyTexts } from './tally.ts'

/**
 * A judge that decides by the votes of one voter. All votes on a question are of that voter, in orders that cancel
 * position bias, and all of them are in the answer.
 */
export function createVotingJudge(plan: VotePlan): Judge {
  const { name, isLanguageModel } = plan.voter
  return {
    name,
    isLanguageModel,
    compareArguments: async question =>
      tallyArguments(await castVotes({ kind: 'arguments', ...question }, plan)),
    compareTexts: async question => tallyTexts(await castVotes({ kind: 'texts', ...question }, plan)),
  }
}
