import { createLanguageModel, placeOf } from '../../src/cli/create-language-model.ts'
import type { LanguageModel } from '../../src/models/language-model.ts'
import type { Judge } from '../../src/stages/judge/judge-model.ts'
import { shippedRubric } from '../../src/stages/judge/rubrics/shipped-rubrics.ts'
import { cachedVoter } from '../../src/stages/judge/votes/cached-voter.ts'
import { createModelVoter, type JudgeRubrics } from '../../src/stages/judge/votes/create-model-voter.ts'
import { createVotingJudge } from '../../src/stages/judge/votes/create-voting-judge.ts'
import { JUDGE_MODEL, type OpenJudge } from './open-judge.ts'

/**
 * A judge that keeps made-up votes under the keys of the folder's own judge, without asking anybody: were one key
 * different, the run after it would have to ask and find no server.
 */
export function fillJournal({ config, inputs }: OpenJudge): Judge {
  const place = placeOf(config, `simulator/${JUDGE_MODEL}`, 'evaluation.freeform.judge_model')
  const asked = createLanguageModel(place, inputs)
  const model: LanguageModel = {
    ...asked,
    generate: async () => ({
      text: '',
      calls: [],
      answer: { reason: 'Both say the same in other words, so that neither helps more.', choice: 'tie' },
      finish: 'stop',
      finishWord: 'end_turn',
      usage: {
        inputTokens: 900,
        cacheReadTokens: 0,
        cacheWriteTokens: {},
        outputTokens: 30,
        reasoningTokens: 0,
      },
      resolvedModel: JUDGE_MODEL,
      costPicoUsd: 3_150_000_000,
      isCostEstimated: false,
      latencyMs: 200,
    }),
  }
  const { temperature, runs } = config.freeform.judge
  const rubrics = benchRubrics()
  const { dropped: _sentences, ...settings } = model.settingsOf({ temperature, purpose: 'judge' })
  const voter = createModelVoter({
    model,
    rubrics,
    temperature,
    newToken: () => '0'.repeat(32),
    nowMs: inputs.nowMs,
  })
  return createVotingJudge({
    voter: cachedVoter(voter, { journal: inputs.journal, settings: [JSON.stringify(settings)], rubrics }),
    method: config.judge.votes,
    runs,
    seed: config.seed,
  })
}

/** The rubrics a config without rubrics names. */
export function benchRubrics(): JudgeRubrics {
  const [texts, compared, flagged] = [
    shippedRubric('pairwise-helpfulness'),
    shippedRubric('tool-arguments'),
    shippedRubric('flagged-failure-recurrence'),
  ]
  if (texts.compares !== 'texts' || compared.compares !== 'arguments' || flagged.compares !== 'texts')
    throw new Error('a shipped rubric compares something else than its name says')
  return { texts, arguments: compared, flagged }
}
