import { expect, it } from 'vitest'
import { defaultDetectors } from '../../../privacy/default-detectors.ts'
import { createRedactText } from '../../../privacy/redact-text.ts'
import type { Vote } from '../../../records/vote.ts'
import type { VoteRequest, Voter } from '../voter.ts'
import { redactedVoter } from './redacted-voter.ts'

const redactText = createRedactText({
  detectors: defaultDetectors,
  tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
})

function voterOf(result: Vote['result']): Voter {
  const vote: Vote = {
    judge: 'j',
    index: 0,
    order: 'candidate-first',
    result,
    usage: undefined,
    costPicoUsd: 1,
    cached: 'no',
    latencyMs: 1,
  }
  return { name: 'j', isLanguageModel: true, vote: async () => vote }
}

it('keeps the choice and redacts what the judge says of it', async () => {
  const voter = redactedVoter(
    voterOf({ kind: 'chosen', choice: 'candidate', reason: 'it wrote to ann@acme.org' }),
    redactText,
  )
  const { result } = await voter.vote({} as VoteRequest)
  expect(result).toEqual({
    kind: 'chosen',
    choice: 'candidate',
    reason: expect.stringMatching(/^it wrote to <EMAIL_k1_[0-9A-F]{8}>$/),
  })
})

it('leaves a vote that is of no use as it is', async () => {
  const result = { kind: 'unusable', why: 'refusal', detail: 'the model refused to answer' } as const
  expect((await redactedVoter(voterOf(result), redactText).vote({} as VoteRequest)).result).toBe(result)
})
