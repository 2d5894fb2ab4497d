import { createRng } from '../../../../numeric/random.ts'
import type { JsonValue } from '../../../../records/json-value.ts'
import { type AnswerPlan, type AnswerPolicy, type AnswerRequest, jsonAnswer, textAnswer } from '../answer.ts'
import { fillSchema } from './fill-schema.ts'

/** Always the same: a text, or any plan. */
export function fixedAnswer(answer: string | AnswerPlan): AnswerPolicy {
  const plan = typeof answer === 'string' ? textAnswer(answer) : answer
  return () => plan
}

/** The text of the last message; where a schema is asked for, the smallest JSON that satisfies it. */
export function echo(): AnswerPolicy {
  return ({ messages, schema }) =>
    schema === undefined ? textAnswer(messages.at(-1)?.text ?? '') : jsonAnswer(fillSchema(schema))
}

/** `policy`, refusing in a share of the calls. */
export function refusing(policy: AnswerPolicy, share = 1): AnswerPolicy {
  return request =>
    isDrawn(request, 'refusal', share)
      ? { kind: 'refusal', explanation: 'I cannot help with that.' }
      : policy(request)
}

/** `policy`, in a share of the calls with an answer that breaks the schema: prose, cut off, a field too few, a wrong type. */
export function schemaInvalid(policy: AnswerPolicy, share: number): AnswerPolicy {
  return async request => {
    const plan = await policy(request)
    if (plan.kind !== 'answer' || !isDrawn(request, 'schema', share)) return plan
    const way = createRng(`${request.seed}/way`).nextUint32() % BREAKS.length
    return { ...plan, text: BREAKS[way]?.(plan.text) ?? '' }
  }
}

const BREAKS: readonly ((json: string) => string)[] = [
  json => `Sure! Here is my verdict: ${json}`,
  json => json.slice(0, json.length >> 1),
  () => '{}',
  json => JSON.stringify(withWrongTypes(json)),
]

function withWrongTypes(json: string): JsonValue {
  const value: JsonValue = JSON.parse(json)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value }
  return Object.fromEntries(Object.keys(value).map(name => [name, [name]]))
}

/** Whether this call is among the share that `purpose` concerns: the same for the same call, apart per purpose. */
export function isDrawn({ seed }: Pick<AnswerRequest, 'seed'>, purpose: string, share: number): boolean {
  return createRng(`${seed}/${purpose}`).nextFloat() < share
}
