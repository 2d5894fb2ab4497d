import { RequestProblem } from '../core/request-problem.ts'

export type GeminiModel = {
  readonly id: string
  /** Thinking in steps (Gemini 3); none: in tokens (2.5). */
  readonly levels: readonly string[]
  /** Whether a budget of 0 turns thinking off. */
  readonly canStopThinking: boolean
  /** Whether it thinks when the request says nothing. */
  readonly thinksByDefault: boolean
  /** Shorter prefixes are not cached. */
  readonly minCachedTokens: number
}

export type GeminiEmbeddingModel = {
  readonly id: string
  readonly dimensions: number
  readonly maxTextTokens: number
}

/** Of every model here. */
export const MAX_OUTPUT_TOKENS = 65_536
export const CONTEXT_TOKENS = 1_048_576

type Traits = Omit<GeminiModel, 'id'>

const FLASH: Traits = {
  levels: [],
  canStopThinking: true,
  thinksByDefault: true,
  minCachedTokens: 1_024,
}
const LITE: Traits = { ...FLASH, thinksByDefault: false }
const PRO: Traits = { ...FLASH, canStopThinking: false, minCachedTokens: 4_096 }
const FLASH_3: Traits = { ...FLASH, levels: ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'], canStopThinking: false }
const PRO_3: Traits = { ...PRO, levels: ['LOW', 'MEDIUM', 'HIGH'] }

const MODELS: readonly GeminiModel[] = [
  { id: 'gemini-2.5-flash', ...FLASH },
  { id: 'gemini-2.5-flash-lite', ...LITE },
  { id: 'gemini-2.5-pro', ...PRO },
  { id: 'gemini-3-flash-preview', ...FLASH_3 },
  { id: 'gemini-3-pro-preview', ...PRO_3 },
  { id: 'gemini-3.1-pro-preview', ...PRO_3 },
  { id: 'gemini-3.1-flash-lite', ...FLASH_3 },
  { id: 'gemini-3.5-flash', ...FLASH_3 },
  { id: 'gemini-3.6-flash', ...FLASH_3 },
  { id: 'gemini-3.7-flash', ...FLASH_3 },
  { id: 'gemini-3.8-flash', ...FLASH_3 },
]

const EMBEDDING_MODELS: readonly GeminiEmbeddingModel[] = [
  { id: 'gemini-embedding-001', dimensions: 3_072, maxTextTokens: 2_048 },
  { id: 'gemini-embedding-2', dimensions: 3_072, maxTextTokens: 8_192 },
]

/** The model of exactly this id. @throws {RequestProblem} 404 `NOT_FOUND`. */
export function geminiModel(id: string): GeminiModel {
  return MODELS.find(model => model.id === id) ?? unknownModel(id, 'generateContent')
}

/** The embedding model of exactly this id. @throws {RequestProblem} 404 `NOT_FOUND`. */
export function geminiEmbeddingModel(id: string): GeminiEmbeddingModel {
  return EMBEDDING_MODELS.find(model => model.id === id) ?? unknownModel(id, 'embedContent')
}

function unknownModel(id: string, method: string): never {
  const message = `models/${id} is not found for this API version, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`
  throw new RequestProblem({ kind: 'not-found', message })
}
