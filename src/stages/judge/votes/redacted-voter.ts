import type { RedactText } from '../../../privacy/redact-text.ts'
import type { Voter } from '../voter.ts'

/** The voter with its reasons redacted: what a model wrote is as unknown as what a user wrote, and is kept and shown alike. */
export function redactedVoter(voter: Voter, redactText: RedactText): Voter {
  return {
    ...voter,
    async vote(request, options) {
      const vote = await voter.vote(request, options)
      const { result } = vote
      if (result.kind !== 'chosen' || result.reason === '') return vote
      await redactText.prepare([result.reason])
      return { ...vote, result: { ...result, reason: redactText(result.reason) } }
    },
  }
}
