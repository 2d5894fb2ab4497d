import type { JsonObject } from '../../../records/json-value.ts'
import type { ToolDefinition } from '../../../records/trace.ts'
import type { AnswerRequest } from '../core/answer.ts'
import type { OpenAiChatModel, ReasoningEffort } from './openai-models.ts'
import { messagesOf, type OpenAiTurn } from './openai-turns.ts'

/** One stretch of a prompt; `isMarked`: its end is a prefix to be written to the cache. */
export type OpenAiBlock = { readonly text: string; readonly isMarked: boolean }

/** What both endpoints understand of a request, checked. */
export type OpenAiPrompt = {
  readonly model: OpenAiChatModel
  readonly asked: Omit<AnswerRequest, 'seed'>
  readonly blocks: readonly OpenAiBlock[]
  readonly isReasoning: boolean
  /** The client's own partition of the cache. */
  readonly cacheKey: string
  readonly cacheLifetime: '30m' | '12h'
  /** For models whose cache costs nothing. */
  readonly isKeptForADay: boolean
}

/** The fields a prompt is made of, by whatever endpoint they came. */
export type PromptFields = {
  readonly model: OpenAiChatModel
  readonly turns: readonly OpenAiTurn[]
  readonly tools: readonly ToolDefinition[]
  readonly schema: JsonObject | undefined
  readonly effort: ReasoningEffort | null | undefined
  readonly temperature: number | null | undefined
  readonly maxOutputTokens: number | null | undefined
  readonly cache: {
    readonly prompt_cache_key?: string | null | undefined
    readonly prompt_cache_options?:
      | { readonly mode?: 'implicit' | 'explicit' | undefined; readonly ttl?: '30m' | '12h' | undefined }
      | undefined
    readonly prompt_cache_retention?: 'in_memory' | '24h' | null | undefined
  }
}

/**
 * The prompt of a request. In it come tools, answer schema, then the turns in order.
 *
 * @throws {RequestProblem} when calls and their answers do not match.
 */
export function toOpenAiPrompt(fields: PromptFields): OpenAiPrompt {
  const { model, turns, tools, schema, effort, cache } = fields
  const system = turns.flatMap(turn => (turn.kind === 'instructions' ? [turn.text] : [])).join('\n\n')
  return {
    model,
    asked: {
      provider: 'openai',
      model: model.id,
      system,
      messages: messagesOf(turns),
      tools,
      schema,
      temperature: fields.temperature ?? undefined,
      maxOutputTokens: fields.maxOutputTokens ?? undefined,
    },
    blocks: blocksOf(fields),
    isReasoning: model.efforts.length > 0 && effort !== 'none',
    cacheKey: cache.prompt_cache_key ?? '',
    cacheLifetime: cache.prompt_cache_options?.ttl ?? '30m',
    isKeptForADay: cache.prompt_cache_retention === '24h',
  }
}

/**
 * Where the implicit breakpoint lies is the service's secret; here it is the end of the leading instructions, the
 * part of a prompt that comes again.
 */
function blocksOf({ turns, tools, schema, cache }: PromptFields): readonly OpenAiBlock[] {
  const isImplicit = cache.prompt_cache_options?.mode !== 'explicit'
  const head = [
    ...tools.map(tool => JSON.stringify(tool)),
    ...(schema === undefined ? [] : [JSON.stringify(schema)]),
  ].map(text => ({ text, isMarked: false }))
  const firstOther = turns.findIndex(turn => turn.kind !== 'instructions')
  const leading = firstOther === -1 ? turns.length : firstOther
  const body = turns.map((turn, index) => ({
    text: turnText(turn),
    isMarked: ('isBreakpoint' in turn && turn.isBreakpoint) || (isImplicit && index === leading - 1),
  }))
  return [...head, ...body]
}

function turnText(turn: OpenAiTurn): string {
  const calls = turn.kind === 'assistant' ? turn.calls.map(call => `${call.name}(${call.arguments})`) : []
  return `<${turn.kind}>${[turn.text, ...calls].join('\n')}`
}
