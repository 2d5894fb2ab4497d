import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import type { AnswerPolicy } from '../core/answer.ts'
import { countTokens } from '../core/count-tokens.ts'
import { createAnswerer } from '../core/create-answerer.ts'
import { RequestProblem } from '../core/request-problem.ts'
import { inputUsage } from './create-embeddings.ts'
import type { OpenAiCall, OpenAiResult } from './create-openai-completer.ts'
import { type DecisionQuestion, type DecisionsRequest, decisionsRequest } from './decisions-request.ts'
import { idOf } from './id-of.ts'
import { checkOpenAiBody } from './openai-problem.ts'
import { contentOf } from './openai-turns.ts'

/** The one model of the endpoint. */
const MODEL = 'gpt-6-luna'

/**
 * `POST /v1/decisions` as a function of the body. Every question is put to the policy on its own, with the answer
 * schema `{"choice": ...}` of a boolean, of the choices or of the levels' labels; the chance given to that answer is
 * between 0.55 and 0.95, by hash. Charged is the input alone, once for all questions.
 */
export function createDecisions(policy: AnswerPolicy, seed: string) {
  const answerer = createAnswerer(policy, seed)
  return async (json: unknown, call: OpenAiCall): Promise<OpenAiResult> => {
    const body = checkOpenAiBody(decisionsRequest, json)
    if (body.model !== MODEL) {
      const message = `The model '${body.model}' is not supported with the Decisions API.`
      throw new RequestProblem({
        kind: 'invalid-request',
        message,
        param: 'model',
        code: 'model_not_supported',
      })
    }
    const answers = await Promise.all(
      body.questions.map(async (question, index) => {
        const plan = await answerer.answer(
          {
            provider: 'openai',
            model: MODEL,
            system: contentOf(question.instructions).text,
            messages: [{ role: 'user', text: inputText(body) }],
            tools: [],
            schema: schemaOf(question),
            temperature: undefined,
            maxOutputTokens: undefined,
          },
          call,
        )
        if (plan.kind === 'failed') throw new RequestProblem({ kind: 'server-error', message: plan.message })
        const chosen = plan.kind === 'answer' ? chosenOf(question, plan.text) : undefined
        return chosen === undefined
          ? { type: 'refusal', name: question.name ?? null }
          : answerOf(question, chosen, chanceOf(`${seed} ${call.id} ${index}`))
      }),
    )
    const tokens = countTokens(inputText(body)) + countTokens(JSON.stringify(body.questions))
    return {
      body: { model: MODEL, answers, usage: usageBody(tokens) },
      consumption: { model: MODEL, usage: inputUsage(tokens), isBatch: call.isBatch },
    }
  }
}

function inputText({ input }: DecisionsRequest): string {
  if (typeof input === 'string') return input
  return input.map(message => contentOf(message.content).text).join('\n\n')
}

function optionsOf(question: DecisionQuestion): readonly (string | boolean)[] {
  switch (question.type) {
    case 'predicate':
      return [true, false]
    case 'choice':
      return question.choices.map(choice => choice.value)
    case 'score':
      return question.levels.map(level => level.label)
  }
}

function schemaOf(question: DecisionQuestion): JsonObject {
  const choice = question.type === 'predicate' ? { type: 'boolean' } : { enum: [...optionsOf(question)] }
  return { type: 'object', properties: { choice }, required: ['choice'], additionalProperties: false }
}

/** The place of the policy's answer among the options; undefined when it is none of them. */
function chosenOf(question: DecisionQuestion, text: string): number | undefined {
  const options: readonly (JsonValue | undefined)[] = optionsOf(question)
  const index = options.indexOf(answerIn(text))
  return index === -1 ? undefined : index
}

function answerIn(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && 'choice' in value
    return isObject ? value.choice : undefined
  } catch {
    return undefined
  }
}

function chanceOf(seed: string): number {
  return 0.55 + (Number.parseInt(idOf('', seed, 8), 16) / 0xffffffff) * 0.4
}

function answerOf(question: DecisionQuestion, chosen: number, chance: number): object {
  const options = optionsOf(question)
  const rest = (1 - chance) / (options.length - 1)
  const chances = options.map((_, index) => (index === chosen ? chance : rest))
  const common = { type: question.type, name: question.name ?? null }
  switch (question.type) {
    case 'predicate':
      return { ...common, probability: chances[0] }
    case 'choice':
      return {
        ...common,
        choice: options[chosen],
        confidence: chance,
        probabilities: options.map((value, index) => ({ value, probability: chances[index] })),
      }
    case 'score':
      return {
        ...common,
        score: chances.reduce((sum, each, level) => sum + each * level, 0),
        confidence: chance,
        probabilities: question.levels.map(({ label }, value) => ({
          label,
          value,
          probability: chances[value],
        })),
      }
  }
}

function usageBody(tokens: number): object {
  return {
    input_tokens: tokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: 0,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: tokens,
  }
}
