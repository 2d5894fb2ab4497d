import { delimitedBlocks, readDelimited } from '../../../../models/prompt/delimited-data.ts'
import { JUDGE_DATA } from '../../../../models/prompt/judge-data.ts'
import { createRng, randomInteger } from '../../../../numeric/random.ts'
import type { JsonObject } from '../../../../records/json-value.ts'
import { type AnswerPolicy, type AnswerRequest, jsonAnswer } from '../answer.ts'
import { fillSchema } from './fill-schema.ts'

/** What a judge was shown, read back from its question. */
export type ShownPair = {
  readonly first: string
  readonly second: string
  /** The other blocks of the question in order: the conversation, tools, why it was flagged. */
  readonly context: readonly string[]
}

export type JudgePolicyOptions = {
  /** The right choice, a word of the rubric (`first`, `tie`, `partly-second`, ...). */
  readonly truth: (pair: ShownPair) => string
  /**
   * Chance in [0, 1] that the judge sees what is right about a pair. Drawn once per pair, whatever the order and
   * however often it is asked: votes of one judge repeat its mistakes. Default 1.
   */
  readonly accuracy?: number
  /** Chance in [0, 1], per vote, of preferring what is shown first. Default 0. */
  readonly positionBias?: number
  /** Chance in [0, 1], per vote, of a choice at random. Default 0. */
  readonly noise?: number
  /** Another seed is another judge. */
  readonly seed?: string
  /** Tokens of thinking before every answer. Default 0. */
  readonly reasoningTokens?: number
}

/**
 * A judge of known quality: noise first, then position bias, else its settled opinion. Works with every rubric whose
 * schema has a property `choice` with an `enum`, on questions whose data is delimited as `delimit` does; fails the
 * call, with a message, on anything else.
 */
export function judgePolicy(options: JudgePolicyOptions): AnswerPolicy {
  const { reasoningTokens = 0 } = options
  return request => {
    const pair = shownPair(request)
    const choices = choicesOf(request.schema)
    if (pair === undefined || request.schema === undefined || choices.length === 0) {
      return { kind: 'failed', message: 'This judge found no delimited pair or no enumerated `choice`.' }
    }
    const choice = choose(pair, choices, request, options)
    if (!choices.includes(choice)) {
      return { kind: 'failed', message: `The truth "${choice}" is none of ${choices.join(', ')}.` }
    }
    const reason = `The simulated judge chose ${choice}.`
    return jsonAnswer(fillSchema(request.schema, { choice, reason }), reasoningTokens)
  }
}

function choose(
  pair: ShownPair,
  choices: readonly string[],
  { seed }: AnswerRequest,
  { truth, accuracy = 1, positionBias = 0, noise = 0, seed: judge = 'judge' }: JudgePolicyOptions,
): string {
  const vote = createRng(`${seed}/vote`)
  const right = truth(pair)
  if (vote.nextFloat() < noise) return choices[randomInteger(vote, choices.length)] ?? right
  const opinion = settledOpinion(pair, right, choices, { accuracy, judge })
  return vote.nextFloat() < positionBias ? towardsFirst(opinion, choices) : opinion
}

/** The same for both orders: drawn for the pair as a set, and a mistake about two sides is the other side. */
function settledOpinion(
  { first, second, context }: ShownPair,
  right: string,
  choices: readonly string[],
  { accuracy, judge }: { readonly accuracy: number; readonly judge: string },
): string {
  const random = createRng(JSON.stringify([judge, [first, second].sort(), context]))
  if (random.nextFloat() < accuracy) return right
  const mirrored = mirror(right)
  if (mirrored !== right) return choices.includes(mirrored) ? mirrored : right
  const symmetric = choices.filter(choice => choice !== right && mirror(choice) === choice)
  const others = symmetric.length > 0 ? symmetric : choices.filter(choice => choice !== right)
  const mistake = others[randomInteger(random, Math.max(1, others.length))] ?? right
  // Which side a tie is mistaken for goes by the texts, so that both orders mistake it for the same text.
  return first <= second ? mistake : mirror(mistake)
}

function mirror(choice: string): string {
  return choice.replace(/(first|second)$/, side => (side === 'first' ? 'second' : 'first'))
}

function towardsFirst(opinion: string, choices: readonly string[]): string {
  const first = opinion.replace(/(second|neither|tie)$/, 'first')
  return choices.includes(first) ? first : opinion
}

/** The pair in the last message that holds one; undefined when none does. */
function shownPair({ messages }: AnswerRequest): ShownPair | undefined {
  const text = messages.findLast(message => message.role === 'user')?.text ?? ''
  const first = readDelimited(text, JUDGE_DATA.first)
  const second = readDelimited(text, JUDGE_DATA.second)
  if (first === undefined || second === undefined) return undefined
  const answers: readonly string[] = [JUDGE_DATA.first, JUDGE_DATA.second]
  const context = delimitedBlocks(text).flatMap(block => (answers.includes(block.name) ? [] : [block.text]))
  return { first, second, context }
}

function choicesOf(schema: JsonObject | undefined): readonly string[] {
  const properties = schema?.properties
  const choice =
    typeof properties === 'object' && properties !== null && 'choice' in properties
      ? properties.choice
      : undefined
  const listed = typeof choice === 'object' && choice !== null && 'enum' in choice ? choice.enum : undefined
  return Array.isArray(listed) ? listed.map(String) : []
}
