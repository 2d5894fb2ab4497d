import type { Allocation } from '../records/sample.ts'

/** Fields of a trace a mapping can point at beside `id` and `messages`; the names are those of the config file. */
export const MAPPED_FIELDS = [
  'outcome',
  'started_at',
  'latency_ms',
  'cost_usd',
  'model',
  'finish',
  'session_id',
  'customer_id',
  'flags',
  'tools',
  'expected',
  'intent',
  'support_flag',
] as const

export type MappedField = (typeof MAPPED_FIELDS)[number]

/** Where a row of chat messages has the fields of a trace, as JSON pointers (RFC 6901). */
export type FieldMap = {
  /** The values of several pointers are joined with `:`. */
  readonly id: string | readonly string[]
  readonly messages: string
} & { readonly [field in MappedField]?: string | undefined }

export type TraceFormat = 'canonical' | 'messages'

/** Where one side's traces are read from. */
export type TraceFilesConfig = {
  readonly format: TraceFormat
  /** Absolute paths or globs; `-` is standard input. At least one. */
  readonly path: readonly string[]
  /** Rejected rows above this stop the import; undefined: the larger of 5 and 1% of the rows. */
  readonly maxRejected: number | undefined
  /** JSON pointer to the text that is embedded; undefined: the row's own `intent`, else derived from the messages. */
  readonly intentPointer: string | undefined
  /** Undefined for canonical traces and for nothing else. */
  readonly map: FieldMap | undefined
}

export type CandidateConfig = { readonly kind: 'recorded'; readonly recorded: TraceFilesConfig }

export type SamplingStrategy = 'cluster_stratified' | 'replay'

export type SamplingConfig = {
  readonly strategy: SamplingStrategy
  readonly windowDays: number
  /** Exclusive end of the window, Unix epoch milliseconds, a UTC midnight; undefined: the end of the newest trace's day. */
  readonly windowEndMs: number | undefined
  readonly targetSize: number
  /** `local` or the name of a provider's model. */
  readonly embeddingModel: string
  readonly allocation: Allocation
  /** Traces a stratum gets at least; undefined: the sampler's default for the size. */
  readonly floor: number | undefined
  /** Most traces of one customer in a stratum's sample; undefined: max(10, 10% of the stratum's sample). */
  readonly customerCap: number | undefined
  /** Trace fields crossed with the strata, such as `flags.checkout_v2`. */
  readonly stratifyBy: readonly string[]
  /** File of a frozen suite, absolute. */
  readonly suite: string | undefined
}

export type ClusteringConfig = {
  readonly algorithm: 'hdbscan'
  readonly minClusterSize: number
  /** The point itself counts (scikit-learn's convention). */
  readonly minSamples: number
  /** Multiplies the allocation weight of all noise strata; never the estimate. */
  readonly noiseWeight: number
  /** What is clustered: the embeddings themselves. */
  readonly space: 'embedding'
}

/** How one kind of judge call is made. `model` undefined: the offline judge, which is not a language model. */
export type JudgeCallConfig = {
  readonly model: string | undefined
  readonly temperature: number
  readonly runs: number
  readonly consensus: 'majority_vote'
}

export type StructuredConfig = {
  readonly validation: 'exact_tool_match'
  /** What different calls mean without `expected`: a question for the judge, or a zero for the candidate. */
  readonly onMismatch: 'judge' | 'zero'
  readonly argumentJudge: JudgeCallConfig
}

export type FreeformConfig = {
  readonly method: 'pairwise_preference'
  readonly baselineModel: 'production_current'
  readonly judge: JudgeCallConfig
}

export type AdversarialConfig = {
  /** Absolute path of the adversarial set, which may not exist yet; undefined: none. */
  readonly source: string | undefined
  readonly weightMultiplier: number
  readonly growthPolicy: 'append_only'
}

export type GatesConfig = {
  readonly deltaThreshold: number
  readonly adversarialFloor: number
  readonly alertChannels: readonly string[]
  readonly onInconclusive: 'block' | 'warn'
  readonly decision: 'interval' | 'point'
}

export type ProviderName = 'anthropic' | 'google' | 'openai'

export type CostControlsConfig = {
  /** 0 keeps no vote. */
  readonly semanticCacheTtlHours: number
  readonly providerRouting: { readonly enabled: boolean; readonly fallbackOrder: readonly ProviderName[] }
  /** US dollars; undefined: no cap. */
  readonly maxWeeklyBudgetUsd: number | undefined
}

export type PrivacyConfig = { readonly mode: 'redact'; readonly ner: 'none' }

export type ModelsConfig = {
  /** Run without any named model that cannot be reached, and say so on top of every output. */
  readonly offline: boolean
  readonly judges: readonly string[]
}

export type JudgeConfig = {
  readonly mode: 'live' | 'batch' | 'auto'
  readonly secondary: string | undefined
  readonly allowSameFamily: boolean
}

export type AlertChannelConfig = { readonly type: 'slack' | 'pagerduty' | 'webhook'; readonly target: string }

/**
 * Everything a run is told: complete, with defaults filled in and paths absolute.
 * Every other part reads this and never the file. docs/config.md explains each key.
 */
export type Config = {
  readonly sampling: SamplingConfig
  readonly clustering: ClusteringConfig
  readonly structured: StructuredConfig
  readonly freeform: FreeformConfig
  readonly adversarial: AdversarialConfig
  readonly gates: GatesConfig
  readonly costControls: CostControlsConfig
  /** Undefined until the file or `--source` names one. */
  readonly source: TraceFilesConfig | undefined
  readonly baseline: 'recorded'
  /** Undefined until the file or `--candidate` names one. */
  readonly candidate: CandidateConfig | undefined
  readonly privacy: PrivacyConfig
  readonly models: ModelsConfig
  readonly judge: JudgeConfig
  readonly alerts: { readonly channels: { readonly [name: string]: AlertChannelConfig } }
  readonly audit: { readonly weeklySize: number }
  /** `threshold` is a relative change of a stratum's share, a fraction. */
  readonly drift: { readonly threshold: number }
  readonly schedule: { readonly cron: string | undefined; readonly timeZone: string }
  /** Absolute path of the store. */
  readonly store: { readonly path: string }
  readonly seed: string
  /** Names everything above that can change a result (config-hash.ts). */
  readonly configHash: string
}
