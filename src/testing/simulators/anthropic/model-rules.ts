/** What one Claude model accepts, beyond what the API version says. */
export type ModelRules = {
  /** Shorter prefixes are not cached. */
  readonly minCacheTokens: number
  /** `temperature`, `top_p` and `top_k` other than 1. */
  readonly acceptsSampling: boolean
  /** A last message of the assistant, to be continued. */
  readonly acceptsPrefill: boolean
  /** `tool_choice` of `any` or `tool`. */
  readonly acceptsForcedTool: boolean
  /** `thinking: {type: "disabled"}`. */
  readonly acceptsDisabledThinking: boolean
  /** `thinking: {type: "enabled", budget_tokens}`. */
  readonly acceptsThinkingBudget: boolean
}

const CLASSIC: ModelRules = {
  minCacheTokens: 1024,
  acceptsSampling: true,
  acceptsPrefill: true,
  acceptsForcedTool: true,
  acceptsDisabledThinking: true,
  acceptsThinkingBudget: true,
}

const FIVE: ModelRules = {
  ...CLASSIC,
  acceptsSampling: false,
  acceptsPrefill: false,
  acceptsThinkingBudget: false,
}

/**
 * The models the simulator knows. Minimum prefixes and prefill: LiteLLM's model map of November 2026; the rest: the
 * vendor's migration notes of 2026-10-21. For the 5.5 generation and Fable 5.1, which no map lists, the minimum
 * prefix is that of their predecessor.
 */
const RULES: { readonly [model: string]: ModelRules } = {
  'claude-haiku-4-5': { ...CLASSIC, minCacheTokens: 4096 },
  'claude-sonnet-4-5': CLASSIC,
  'claude-sonnet-4-6': CLASSIC,
  'claude-opus-4-5': { ...CLASSIC, minCacheTokens: 4096 },
  'claude-opus-4-6': { ...CLASSIC, minCacheTokens: 4096, acceptsPrefill: false },
  'claude-opus-4-7': { ...CLASSIC, minCacheTokens: 2048, acceptsSampling: false, acceptsPrefill: false },
  'claude-opus-4-8': { ...CLASSIC, minCacheTokens: 2048, acceptsSampling: false, acceptsPrefill: false },
  'claude-sonnet-5': FIVE,
  'claude-sonnet-5-5': { ...FIVE, acceptsForcedTool: false },
  'claude-haiku-5-5': { ...FIVE, minCacheTokens: 4096 },
  'claude-opus-5': { ...FIVE, minCacheTokens: 512 },
  'claude-opus-5-5': { ...FIVE, minCacheTokens: 512, acceptsDisabledThinking: false },
  'claude-fable-5': { ...FIVE, minCacheTokens: 512, acceptsDisabledThinking: false },
  'claude-fable-5-1': { ...FIVE, minCacheTokens: 512, acceptsDisabledThinking: false },
}

/** Models that answer under a name with a date. */
const DATED: { readonly [model: string]: string } = {
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001',
  'claude-sonnet-4-5': 'claude-sonnet-4-5-20250929',
  'claude-opus-4-5': 'claude-opus-4-5-20251101',
}

/** The rules of a model, under either of its names; undefined: the vendor has no such model. */
export function modelRulesOf(model: string): ModelRules | undefined {
  const name = undatedModel(model)
  return Object.hasOwn(RULES, name) && datedModel(name).startsWith(model) ? RULES[name] : undefined
}

/** The name a model answers under. */
export function datedModel(model: string): string {
  return DATED[model] ?? model
}

/** The name without its date. */
export function undatedModel(model: string): string {
  return model.replace(/-\d{8}$/, '')
}
