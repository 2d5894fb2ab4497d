import { ProviderError } from '../../../errors/provider-error.ts'
import type { LanguageModel, ModelReply, ModelRequest } from '../../../models/language-model.ts'
import type { UnusableReason, Vote, VoteOrder } from '../../../records/vote.ts'
import { renderRubric } from '../rubrics/render-rubric.ts'
import type { ArgumentRubric, Rubric, TextRubric } from '../rubrics/rubric.ts'
import type { VoteRequest, Voter } from '../voter.ts'
import { votePrompt } from './vote-prompt.ts'

/** `flagged`: for texts that answer a request support flagged; absent: those are asked by `texts` like all others. */
export type JudgeRubrics = {
  readonly texts: TextRubric
  readonly arguments: ArgumentRubric
  readonly flagged?: TextRubric | undefined
}

export type ModelVoterOptions = {
  readonly model: LanguageModel
  readonly rubrics: JudgeRubrics
  readonly temperature: number
  /**
   * 128 bits as 32 hexadecimal digits that nothing in a trace can know. The same for the same vote, so that a batch job
   * that is looked for again is found by its texts.
   */
  readonly newToken: (request: VoteRequest) => string
  /** Likewise for a text of tools, the same for the same text. Default: the token of the vote. */
  readonly tokenOfTools?: ((text: string) => string) | undefined
  readonly nowMs: () => number
  /** What the ledger books the calls as; control items are booked apart. */
  readonly purpose?: 'judge' | 'control'
}

/** Room for a reason of a few sentences, and for the thinking of models that bill it as output. */
const MAX_OUTPUT_TOKENS = 2_048
/** Characters; what a judge writes beyond it is no reason. */
const MAX_REASON = 2_000

/**
 * A voter that asks a language model. Refused, cut off, blocked or ill-formed replies and failed calls are unusable
 * votes that keep what they cost. What concerns every further call as well stops the run: an abort, an error that says
 * so (`endsRun`), and every error that is no `ProviderError` (budget, another model answering).
 */
export function createModelVoter(options: ModelVoterOptions): Voter {
  const { model, rubrics, nowMs } = options
  const judge = `${model.provider}/${model.model}`
  const systems = new Map<Rubric, string>()
  const systemOf = (rubric: Rubric): string => {
    const system = systems.get(rubric) ?? renderRubric(rubric)
    systems.set(rubric, system)
    return system
  }
  return {
    name: judge,
    isLanguageModel: true,
    async vote(request, { signal } = {}) {
      const { index, order } = request
      const base = { judge, index, order, cached: 'no' } as const
      const rubric = rubricFor(rubrics, request.question)
      const startedAtMs = nowMs()
      let reply: ModelReply
      try {
        reply = await model.generate(
          modelRequest(request, rubric, systemOf(rubric), options),
          signal === undefined ? {} : { signal },
        )
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof ProviderError) || error.endsRun) throw error
        return {
          ...base,
          result: unusable('unreachable', error.message),
          usage: undefined,
          costPicoUsd: error.mayBeBilled ? undefined : 0,
          latencyMs: nowMs() - startedAtMs,
        }
      }
      const { usage, costPicoUsd, latencyMs, resolvedModel } = reply
      return { ...base, resolvedModel, result: resultOf(reply, rubric, order), usage, costPicoUsd, latencyMs }
    },
  }
}

/** The rubric a question is asked by. */
export function rubricFor(rubrics: JudgeRubrics, question: VoteRequest['question']): Rubric {
  if (question.kind === 'arguments') return rubrics.arguments
  return (question.request.supportFlag === undefined ? undefined : rubrics.flagged) ?? rubrics.texts
}

function modelRequest(
  request: VoteRequest,
  rubric: Rubric,
  system: string,
  { temperature, newToken, tokenOfTools, purpose = 'judge' }: ModelVoterOptions,
): ModelRequest {
  return {
    purpose,
    system,
    messages: [{ role: 'user', text: votePrompt(request, rubric, newToken(request), tokenOfTools) }],
    answerSchema: { name: 'verdict', schema: rubric.schema },
    temperature,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    cachePrefix: true,
  }
}

function resultOf(reply: ModelReply, rubric: Rubric, order: VoteOrder): Vote['result'] {
  switch (reply.finish) {
    case 'refusal':
      return unusable('refusal', 'the model refused to answer')
    case 'content-filter':
      return unusable('blocked', `the provider blocked the answer (${reply.finishWord ?? 'no reason given'})`)
    case 'length':
      return unusable('truncated', 'the answer was cut off at the token limit')
    default:
      return chosenBy(reply.answer, rubric, order)
  }
}

/** Reads the answer a second time: nothing but the words of the rubric can become a vote, whoever validated it. */
function chosenBy(answer: ModelReply['answer'], rubric: Rubric, order: VoteOrder): Vote['result'] {
  if (typeof answer !== 'object' || answer === null || !('choice' in answer)) {
    return unusable('schema', 'the answer does not fit the schema of the rubric')
  }
  const written = 'reason' in answer && typeof answer.reason === 'string' ? answer.reason : ''
  const reason = written.slice(0, MAX_REASON)
  if (rubric.compares === 'texts') {
    const choice = rubric.choices.find(({ word }) => word === answer.choice)
    if (choice !== undefined) {
      const { means } = choice
      return { kind: 'chosen', choice: means === 'tie' ? 'tie' : sideAt(means, order), reason }
    }
  } else {
    const choice = rubric.choices.find(({ word }) => word === answer.choice)
    if (choice !== undefined) {
      const { means, better } = choice
      const side = better === undefined ? {} : { better: sideAt(better, order) }
      return { kind: 'chosen', choice: means, ...side, reason }
    }
  }
  return unusable('schema', 'the choice is none of the words of the rubric')
}

function sideAt(place: 'first' | 'second', order: VoteOrder): 'candidate' | 'baseline' {
  return (place === 'first') === (order === 'candidate-first') ? 'candidate' : 'baseline'
}

function unusable(why: UnusableReason, detail: string): Vote['result'] {
  return { kind: 'unusable', why, detail }
}
