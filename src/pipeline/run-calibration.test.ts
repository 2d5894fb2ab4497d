import { expect, it } from 'vitest'
import { defaultDetectors } from '../privacy/default-detectors.ts'
import { createRedactText } from '../privacy/redact-text.ts'
import type { PairLabel } from '../records/calibration.ts'
import { scriptedVoter } from '../stages/judge/__fixtures__/voting.ts'
import { parseLabelledPairs } from './parse-labelled-pairs.ts'
import { type CalibrationRun, runCalibration } from './run-calibration.ts'

const redactText = createRedactText({
  detectors: defaultDetectors,
  tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
})
const RUN: CalibrationRun = {
  method: 'adaptive',
  runs: 3,
  seed: '1',
  labelsHash: 'hash',
  redactText,
  nowMs: () => 77,
}
const IDENTITY = { judge: 'scripted', rubricHash: 'r', settings: '{}' }

function pairsLabelled(labels: readonly PairLabel[], prompt = 'Which?') {
  const rows = labels.map((label, index) => ({
    id: `p${index}`,
    prompt,
    response_a: 'mail ann@example.com',
    response_b: 'no',
    label,
  }))
  return parseLabelledPairs(rows.map(row => JSON.stringify(row)).join('\n'), 'labels').pairs
}

it('asks in both orders, a third time where they differ, and compares with what people said', async () => {
  const pairs = pairsLabelled(['A', 'B', 'B'])
  // It finds A better everywhere, except that on p2 it takes what comes first.
  const voter = scriptedVoter(({ question, order }) =>
    question.request.traceId === 'p2' && order === 'candidate-first' ? 'candidate' : 'baseline',
  )
  const calibration = await runCalibration(pairs, { voter, identity: IDENTITY }, RUN)
  const { overall } = calibration
  expect(
    voter.asked.filter(({ index }) => index === 2).map(({ question }) => question.request.traceId),
  ).toEqual(['p2'])
  expect(overall.accuracy).toMatchObject({ count: 3, of: 6 })
  expect(overall.flips).toMatchObject({ count: 1, of: 3 })
  expect(overall.verdicts?.accuracy.of).toBe(3)
  expect(calibration).toMatchObject({
    identity: IDENTITY,
    calibratedAtMs: 77,
    labelsHash: 'hash',
    controls: null,
  })
  expect(calibration.costPicoUsd).toBe(7 * 5)
})

it('shows a judge no personal data, and one token for one value wherever it stands', async () => {
  const voter = scriptedVoter(() => 'tie')
  await runCalibration(pairsLabelled(['A'], 'Who is ann@example.com?'), { voter, identity: IDENTITY }, RUN)
  const question = voter.asked[0]?.question
  if (question?.kind !== 'texts') throw new Error('expected a question about texts')
  const [prompt] = question.prefix
  const token = /^Who is (.+)\?$/.exec(prompt?.text ?? '')?.[1]
  expect(JSON.stringify(question)).not.toContain('ann@example.com')
  expect(question.baselineText).toBe(`mail ${token}`)
  expect(question.prefix).toHaveLength(1)
  expect(question.request.messages).toHaveLength(1)
})

it('keeps what the control items showed', async () => {
  const count = { asked: 1, unanswered: 0, counted: 0, rate: 0, bound: 0.95 }
  const controls = {
    judge: 'scripted',
    attacked: count,
    plain: count,
    attacks: [],
    limits: { maxAttackSuccess: 0.1, minAccuracy: 0.8 },
    verdict: 'valid' as const,
    reasons: [],
    costPicoUsd: 0,
  }
  const judge = { voter: scriptedVoter(() => 'tie'), identity: IDENTITY, check: async () => controls }
  expect((await runCalibration(pairsLabelled(['tie']), judge, RUN)).controls).toBe(controls)
})

it('stops with what stops the voter', async () => {
  const voter = {
    ...scriptedVoter(() => 'tie'),
    vote: async () => {
      throw new Error('the key is not accepted')
    },
  }
  await expect(runCalibration(pairsLabelled(['A']), { voter, identity: IDENTITY }, RUN)).rejects.toThrow(
    'the key is not accepted',
  )
})
