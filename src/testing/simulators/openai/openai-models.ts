import { RequestProblem } from '../core/request-problem.ts'

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'

export type OpenAiChatModel = {
  readonly id: string
  /** The name in replies; the id itself where no dated name is known. */
  readonly snapshot: string
  /** Reasoning models refuse sampling parameters and `max_tokens`. */
  readonly efforts: readonly ReasoningEffort[]
  readonly contextTokens: number
  readonly maxOutputTokens: number
  /** Lifetimes of cache entries whose writing is charged; none: caching is automatic and free. */
  readonly paidCacheLifetimes: readonly ('30m' | '12h')[]
}

export type OpenAiEmbeddingModel = {
  readonly id: string
  readonly dimensions: number
  /** Whether `dimensions` may be asked for. */
  readonly isShortenable: boolean
}

const FIRST_EFFORTS = ['minimal', 'low', 'medium', 'high'] as const
const LATER_EFFORTS = ['none', 'low', 'medium', 'high', 'xhigh'] as const
const LATEST_EFFORTS = ['none', 'low', 'medium', 'high', 'xhigh', 'max'] as const
const O_EFFORTS = ['low', 'medium', 'high'] as const

type Traits = Omit<OpenAiChatModel, 'id' | 'snapshot'>

const PLAIN: Traits = {
  efforts: [],
  contextTokens: 1_047_576,
  maxOutputTokens: 32_768,
  paidCacheLifetimes: [],
}
const OLD: Traits = { ...PLAIN, contextTokens: 128_000, maxOutputTokens: 16_384 }
const O_SERIES: Traits = { ...PLAIN, efforts: O_EFFORTS, contextTokens: 200_000, maxOutputTokens: 100_000 }
const FIVE: Traits = { ...O_SERIES, efforts: FIRST_EFFORTS, contextTokens: 400_000, maxOutputTokens: 128_000 }
const LATER_FIVE: Traits = { ...FIVE, efforts: LATER_EFFORTS }
const LONG: Traits = { ...LATER_FIVE, efforts: LATEST_EFFORTS, contextTokens: 1_050_000 }
const SIX: Traits = { ...LONG, paidCacheLifetimes: ['30m'] }

const CHAT_MODELS: readonly OpenAiChatModel[] = [
  { id: 'gpt-4o', snapshot: 'gpt-4o-2024-08-06', ...OLD },
  { id: 'gpt-4o-mini', snapshot: 'gpt-4o-mini-2024-07-18', ...OLD },
  { id: 'gpt-4.1', snapshot: 'gpt-4.1-2025-04-14', ...PLAIN },
  { id: 'gpt-4.1-mini', snapshot: 'gpt-4.1-mini-2025-04-14', ...PLAIN },
  { id: 'o3', snapshot: 'o3-2025-04-16', ...O_SERIES },
  { id: 'o4-mini', snapshot: 'o4-mini-2025-04-16', ...O_SERIES },
  { id: 'gpt-5', snapshot: 'gpt-5-2025-08-07', ...FIVE },
  { id: 'gpt-5-mini', snapshot: 'gpt-5-mini-2025-08-07', ...FIVE },
  { id: 'gpt-5-nano', snapshot: 'gpt-5-nano-2025-08-07', ...FIVE },
  { id: 'gpt-5.1', snapshot: 'gpt-5.1-2025-11-13', ...LATER_FIVE },
  { id: 'gpt-5.2', snapshot: 'gpt-5.2-2025-12-11', ...LATER_FIVE },
  { id: 'gpt-5.4', snapshot: 'gpt-5.4', ...LONG },
  { id: 'gpt-5.4-mini', snapshot: 'gpt-5.4-mini', ...LATER_FIVE },
  { id: 'gpt-5.4-nano', snapshot: 'gpt-5.4-nano', ...LATER_FIVE },
  { id: 'gpt-5.5', snapshot: 'gpt-5.5', ...LONG },
  { id: 'gpt-5.6-luna', snapshot: 'gpt-5.6-luna', ...LONG },
  { id: 'gpt-5.6-terra', snapshot: 'gpt-5.6-terra', ...LONG },
  { id: 'gpt-6-luna', snapshot: 'gpt-6-luna', ...SIX },
  { id: 'gpt-6-sol', snapshot: 'gpt-6-sol', ...SIX },
  { id: 'gpt-6.1-sol', snapshot: 'gpt-6.1-sol', ...SIX },
  { id: 'gpt-6.1-terra', snapshot: 'gpt-6.1-terra', ...SIX, paidCacheLifetimes: ['30m', '12h'] },
  { id: 'gpt-6-astra', snapshot: 'gpt-6-astra', ...SIX },
]

const EMBEDDING_MODELS: readonly OpenAiEmbeddingModel[] = [
  { id: 'text-embedding-3-large', dimensions: 3_072, isShortenable: true },
  { id: 'text-embedding-3-small', dimensions: 1_536, isShortenable: true },
  { id: 'text-embedding-ada-002', dimensions: 1_536, isShortenable: false },
]

/** The model of an id or dated name. @throws {RequestProblem} 404 `model_not_found`. */
export function openAiChatModel(name: string): OpenAiChatModel {
  return CHAT_MODELS.find(({ id, snapshot }) => id === name || snapshot === name) ?? unknownModel(name)
}

/** The embedding model of exactly this id. @throws {RequestProblem} 404 `model_not_found`. */
export function openAiEmbeddingModel(name: string): OpenAiEmbeddingModel {
  return EMBEDDING_MODELS.find(({ id }) => id === name) ?? unknownModel(name)
}

function unknownModel(name: string): never {
  throw new RequestProblem({
    kind: 'not-found',
    message: `The model '${name}' does not exist or you do not have access to it.`,
    param: 'model',
    code: 'model_not_found',
  })
}
