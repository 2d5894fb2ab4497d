import { createHash } from 'node:crypto'
import type { JsonValue } from '../../../records/json-value.ts'
import type { VoteOrder } from '../../../records/vote.ts'
import { hasHiddenCharacters } from '../attacks/plain-text.ts'
import { rubricHash } from '../rubrics/rubric-hash.ts'
import type { VoteRequest } from '../voter.ts'
import { type JudgeRubrics, rubricFor } from './create-model-voter.ts'
import { isEnglish, semanticFacts } from './semantic-facts.ts'
import { voteParts } from './vote-parts.ts'
import { votePrompt } from './vote-prompt.ts'

/** A question by its meaning: what a near-equal one has to have exactly, and what it may say in other words. */
export type SemanticQuestion = {
  /** The same for every question that may be near-equal to this one. */
  readonly partition: readonly JsonValue[]
  /** By order, the hash under which the votes on exactly this question are kept. */
  readonly keys: { readonly [order in VoteOrder]: string }
  /** The sentences of the last message of the user, of the candidate's text and of the baseline's; of calls, the message alone. */
  readonly parts: readonly (readonly string[])[]
}

/** Characters: a cosine says less the longer the sentence, and models read only so far. */
const LONGEST_SENTENCE = 400
const MOST_SENTENCES = 40
/** Words from which on a text has to show its language by itself. */
const WORDS_OF_A_LANGUAGE = 8
const NO_TOKEN = '0'.repeat(32)

/**
 * The question as near-equal ones are compared; undefined when only an equal one can be found: without a message of
 * the user, too long, with hidden characters, or not in English, whose negations alone are known here.
 *
 * The partition holds the rubric, all else the judge is shown (the conversation around that message, tools, calls),
 * and of every sentence its numbers, negations, opposites, names, quotations and redaction tokens, in their order.
 */
export function semanticQuestion(request: VoteRequest, rubrics: JudgeRubrics): SemanticQuestion | undefined {
  const { question } = request
  const asked = question.prefix.findLastIndex(message => message.role === 'user')
  const message = question.prefix[asked]
  if (message === undefined) return undefined
  const texts = [
    message.text,
    ...(question.kind === 'texts' ? [question.candidateText, question.baselineText] : []),
  ]
  const parts = texts.map(sentencesOf)
  if (!isComparable(texts, parts)) return undefined
  const prefix = question.prefix.with(asked, { ...message, text: NOTHING })
  const rest =
    question.kind === 'texts'
      ? { ...question, prefix, candidateText: NOTHING, baselineText: NOTHING }
      : { ...question, prefix }
  const rubric = rubricFor(rubrics, question)
  const context = votePrompt({ ...request, question: rest, order: 'candidate-first' }, rubric, NO_TOKEN)
  const facts = parts.map(sentences => sentences.map(sentence => semanticFacts(sentence).exact))
  return {
    partition: [rubricHash(rubric), question.kind, sha256(JSON.stringify([context, facts]))],
    keys: {
      'candidate-first': keyOf(request, 'candidate-first', rubrics),
      'baseline-first': keyOf(request, 'baseline-first', rubrics),
    },
    parts,
  }
}

/** Stands for what may be said in other words. */
const NOTHING = '' as Extract<
  VoteRequest['question'],
  { kind: 'texts' }
>['request']['messages'][number]['text']

function isComparable(texts: readonly string[], parts: readonly (readonly string[])[]): boolean {
  const sentences = parts.flat()
  if (sentences.length === 0 || sentences.length > MOST_SENTENCES) return false
  if (sentences.some(sentence => sentence.length > LONGEST_SENTENCE)) return false
  if (texts.some(hasHiddenCharacters)) return false
  const long = texts.filter(text => text.split(/\s+/u).length >= WORDS_OF_A_LANGUAGE)
  return [texts.join(' '), ...long].every(isEnglish)
}

/** Lines and sentences; where a full stop ends none, both texts are split alike or are not near-equal. */
function sentencesOf(text: string): readonly string[] {
  return text
    .split(/\n+|(?<=[.!?])\s+/u)
    .map(sentence => sentence.trim())
    .filter(sentence => sentence !== '')
}

/** Of the parts of a vote, the hash of all the judge is shown. */
function keyOf(request: VoteRequest, order: VoteOrder, rubrics: JudgeRubrics): string {
  return String(voteParts(order === request.order ? request : { ...request, order }, rubrics)[1])
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
