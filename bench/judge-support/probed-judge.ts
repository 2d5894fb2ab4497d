import { AsyncLocalStorage } from 'node:async_hooks'
import { createHmac } from 'node:crypto'
import { placeOf, pricesFor } from '../../src/cli/create-language-model.ts'
import { createGuardedFetch } from '../../src/models/egress/guarded-fetch.ts'
import type { LanguageModel } from '../../src/models/language-model.ts'
import { meteredModel } from '../../src/models/metered-model.ts'
import { pacedModel } from '../../src/models/pacing/paced-model.ts'
import { retryingModel } from '../../src/models/retrying-model.ts'
import { createSdkLanguageModel } from '../../src/models/sdk/create-sdk-language-model.ts'
import type { Judge, JudgeAnswer } from '../../src/stages/judge/judge-model.ts'
import type { Voter } from '../../src/stages/judge/voter.ts'
import { cachedVoter } from '../../src/stages/judge/votes/cached-voter.ts'
import { createModelVoter } from '../../src/stages/judge/votes/create-model-voter.ts'
import { createVotingJudge } from '../../src/stages/judge/votes/create-voting-judge.ts'
import { voteParts } from '../../src/stages/judge/votes/vote-parts.ts'
import { watchModels } from '../../src/stages/judge/votes/watch-models.ts'
import { withinBudget } from '../../src/stages/judge/votes/within-budget.ts'
import { benchRubrics } from './fill-journal.ts'
import { JUDGE_MODEL, type OpenJudge } from './open-judge.ts'

/** When one vote passed from layer to layer, milliseconds of `performance.now()`. */
export type Passage = {
  /** The voter was asked: cache lookup and prompt follow. */
  cast: number
  /** Handed to the concurrency limit, where it waits for its turn. */
  queued: number
  /** Its turn: the reservation follows. */
  admitted: number
  /** Handed to the AI SDK. */
  sent: number
  /** Given back by the AI SDK: booking and keeping follow. */
  answered: number
  done: number
  /** Its part of drawing orders and counting votes. */
  decidedMs: number
}

type Question = { readonly askedAt: number; readonly passages: Passage[] }

/**
 * The judge of texts of `createJudge`, made of the same layers with a look at the clock between them.
 *
 * @param passages - every vote that is cast is added here.
 */
export function createProbedJudge(opened: OpenJudge, passages: Passage[]): Judge {
  const questions = new AsyncLocalStorage<Question>()
  const votes = new AsyncLocalStorage<Passage>()
  const at = (start: Moment, end?: Moment) => (model: LanguageModel) => stamped(model, votes, start, end)
  const judge = createVotingJudge({
    voter: stampedVoter(voterOf(opened, at), questions, votes),
    method: opened.config.judge.votes,
    runs: opened.config.freeform.judge.runs,
    seed: opened.config.seed,
    signal: opened.inputs.signal,
  })
  const asking = async (ask: () => Promise<JudgeAnswer>): Promise<JudgeAnswer> => {
    const question: Question = { askedAt: performance.now(), passages: [] }
    const answer = await questions.run(question, ask)
    share(question, performance.now())
    passages.push(...question.passages)
    return answer
  }
  return {
    ...judge,
    compareTexts: question => asking(() => judge.compareTexts(question)),
    compareArguments: question => asking(() => judge.compareArguments(question)),
  }
}

type Moment = Exclude<keyof Passage, 'decidedMs'>
type At = (start: Moment, end?: Moment) => (model: LanguageModel) => LanguageModel

function voterOf({ config, inputs }: OpenJudge, at: At): Voter {
  const place = placeOf(config, `simulator/${JUDGE_MODEL}`, 'evaluation.freeform.judge_model')
  if (place.provider === 'openai-compatible') throw new Error('the simulator is an Anthropic')
  const { provider, model: name, baseUrl } = place
  const { nowMs, sleep, gateOf, ledger, onWarning, retries, tokenKey, journal } = inputs
  const fetch = createGuardedFetch({ provider, baseUrl })
  const apiKey = inputs.env.BENCH_API_KEY ?? ''
  const sdk = at(
    'sent',
    'answered',
  )(createSdkLanguageModel({ provider, model: name, baseUrl, apiKey, fetch, nowMs }))
  const prices = pricesFor(place, inputs.prices, nowMs())
  const metered = at('admitted')(meteredModel(sdk, { ledger, prices, nowMs, onWarning }))
  const paced = at('queued')(pacedModel(metered, gateOf(place)))
  const model = retryingModel(paced, { sleep, budget: retries })
  const rubrics = benchRubrics()
  const { temperature } = config.freeform.judge
  const { dropped: _sentences, ...settings } = model.settingsOf({ temperature, purpose: 'judge' })
  const watch = watchModels(journal)
  const voter = createModelVoter({
    model,
    rubrics,
    temperature,
    nowMs,
    newToken: request =>
      createHmac('sha256', tokenKey)
        .update(JSON.stringify(voteParts(request, rubrics)))
        .digest('hex')
        .slice(0, 32),
  })
  const cache = { journal: watch.journal, settings: [JSON.stringify(settings)], rubrics }
  return withinBudget(cachedVoter(watch.watched(voter), cache))
}

function stamped(
  model: LanguageModel,
  votes: AsyncLocalStorage<Passage>,
  start: Moment,
  end: Moment | undefined,
): LanguageModel {
  return {
    ...model,
    async generate(request, options) {
      const passage = votes.getStore()
      if (passage !== undefined) passage[start] = performance.now()
      const reply = await model.generate(request, options)
      if (passage !== undefined && end !== undefined) passage[end] = performance.now()
      return reply
    },
  }
}

function stampedVoter(
  voter: Voter,
  questions: AsyncLocalStorage<Question>,
  votes: AsyncLocalStorage<Passage>,
): Voter {
  return {
    ...voter,
    async vote(request, options) {
      const cast = performance.now()
      const passage: Passage = {
        cast,
        queued: cast,
        admitted: cast,
        sent: cast,
        answered: cast,
        done: cast,
        decidedMs: 0,
      }
      questions.getStore()?.passages.push(passage)
      const vote = await votes.run(passage, () => voter.vote(request, options))
      passage.done = performance.now()
      return vote
    },
  }
}

/** Before the first vote and after the last one, shared among the votes of the question. */
function share({ askedAt, passages }: Question, answeredAt: number): void {
  const first = Math.min(...passages.map(({ cast }) => cast))
  const last = Math.max(...passages.map(({ done }) => done))
  for (const passage of passages)
    passage.decidedMs = (first - askedAt + (answeredAt - last)) / passages.length
}
