import type { LanguageModel, ModelReply, ModelRequest } from '../../../models/language-model.ts'
import type { TraceId } from '../../../records/ids.ts'
import type { UnusableReason, Vote, VoteOrder } from '../../../records/vote.ts'
import type { CallQuestion, TextQuestion } from '../judge-model.ts'
import type { ArgumentRubric, TextRubric } from '../rubrics/rubric.ts'
import { type ShippedRubricId, shippedRubric } from '../rubrics/shipped-rubrics.ts'
import type { VoteRequest, Voter } from '../voter.ts'
import { agent, call, trace, user } from './traces.ts'

export function textRubric(id: ShippedRubricId = 'pairwise-helpfulness'): TextRubric {
  const rubric = shippedRubric(id)
  if (rubric.compares !== 'texts') throw new Error(`${id} compares ${rubric.compares}`)
  return rubric
}

export function argumentRubric(): ArgumentRubric {
  const rubric = shippedRubric('tool-arguments')
  if (rubric.compares !== 'arguments') throw new Error('tool-arguments compares texts')
  return rubric
}

export function textQuestion(overrides: Partial<TextQuestion> = {}, id = 'trace-1'): TextQuestion {
  const messages = [user('Where is my parcel?'), agent('On its way.')]
  const request = trace(messages, { traceId: id as TraceId })
  return {
    request,
    prefix: messages.slice(0, 1),
    baselineText: 'the baseline text',
    candidateText: 'the candidate text',
    ...overrides,
  }
}

export function callQuestion(overrides: Partial<CallQuestion> = {}): CallQuestion {
  const messages = [user('Cancel order 7'), agent('', [call('cancel', { order: 7 })])]
  return {
    request: trace(messages),
    prefix: messages.slice(0, 1),
    baselineCalls: [call('cancel', { order: 7 })],
    candidateCalls: [call('cancel', { order: 8 })],
    ...overrides,
  }
}

/** What a vote says, in one word: a choice, `label better`, or why it is unusable after `no `. */
export function resultIn(word: string): Vote['result'] {
  if (word.startsWith('no ')) {
    return { kind: 'unusable', why: word.slice(3) as UnusableReason, detail: word }
  }
  const [choice, better] = word.split(' ')
  return {
    kind: 'chosen',
    choice: choice as Extract<Vote['result'], { kind: 'chosen' }>['choice'],
    ...(better === 'candidate' || better === 'baseline' ? { better } : {}),
    reason: `because ${word}`,
  }
}

export function voteOf(word: string, index = 0, order: VoteOrder = 'candidate-first'): Vote {
  return {
    judge: 'scripted',
    index,
    order,
    result: resultIn(word),
    usage: undefined,
    costPicoUsd: 5,
    cached: 'no',
    latencyMs: 1,
  }
}

/** Says what `wordFor` says, and keeps what it was asked. */
export function scriptedVoter(
  wordFor: (request: VoteRequest) => string,
): Voter & { readonly asked: VoteRequest[] } {
  const asked: VoteRequest[] = []
  return {
    name: 'scripted',
    isLanguageModel: true,
    asked,
    async vote(request) {
      asked.push(request)
      return voteOf(wordFor(request), request.index, request.order)
    },
  }
}

/** Answers with what `replyTo` gives; the rest of the reply is that of an ordinary answer. */
export function scriptedModel(
  replyTo: (request: ModelRequest) => Partial<ModelReply>,
): LanguageModel & { readonly requests: ModelRequest[] } {
  const requests: ModelRequest[] = []
  return {
    provider: 'fake',
    model: 'judge-1',
    requests,
    settingsOf: () => ({ apiVersion: undefined, temperature: 0.3, dropped: [] }),
    async generate(request) {
      requests.push(request)
      return {
        text: '',
        calls: [],
        answer: undefined,
        finish: 'stop',
        finishWord: 'stop',
        usage: undefined,
        resolvedModel: 'judge-1',
        costPicoUsd: 1_000,
        isCostEstimated: false,
        latencyMs: 7,
        ...replyTo(request),
      }
    },
  }
}
