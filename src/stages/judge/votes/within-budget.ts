import { BudgetError } from '../../../errors/budget-error.ts'
import type { Voter } from '../voter.ts'

/**
 * The voter with a vote that cannot be paid for as an unusable vote: its pair stays without a verdict and is counted,
 * and what was answered before is worth what it was worth.
 */
export function withinBudget(voter: Voter): Voter {
  return {
    name: voter.name,
    isLanguageModel: voter.isLanguageModel,
    async vote(request, options) {
      try {
        return await voter.vote(request, options)
      } catch (error) {
        if (!(error instanceof BudgetError)) throw error
        return {
          judge: voter.name,
          index: request.index,
          order: request.order,
          result: { kind: 'unusable', why: 'budget', detail: 'the budget does not pay for this vote' },
          usage: undefined,
          costPicoUsd: 0,
          cached: 'no',
          latencyMs: undefined,
        }
      }
    },
  }
}
