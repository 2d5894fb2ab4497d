import type { Allocation } from '../records/sample.ts'
import type { TraceFormat } from './trace-formats.ts'

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
  'customer_tier',
  'language',
  'flags',
  'tools',
  'expected',
  'intent',
  'support_flag',
] as const

export type MappedField = (typeof MAPPED_FIELDS)[number]

/** How one message is read where its keys are not those of chat messages (docs/trace-format.md). */
export type MessageShapeMap = {
  readonly role: string
  readonly text: string
  readonly roles?: { readonly [word: string]: 'system' | 'user' | 'assistant' | 'tool' } | undefined
  readonly calls?: string | undefined
  readonly call_name?: string | undefined
  readonly call_arguments?: string | undefined
  readonly call_result?: string | undefined
}

/** Where a row of chat messages has the fields of a trace, as JSON pointers (RFC 6901). */
export type FieldMap = {
  /** The values of several pointers are joined with `:`. */
  readonly id: string | readonly string[]
  readonly messages: string
  readonly message?: MessageShapeMap | undefined
} & { readonly [field in MappedField]?: string | undefined }

/** Where one side's traces are read from. */
export type TraceFilesConfig = {
  readonly format: TraceFormat
  /** Absolute paths or globs; `-` is standard input. At least one. */
  readonly path: readonly string[]
  /** Rejected rows above this stop the import; undefined: the larger of 5 and 1% of the rows. */
  readonly maxRejected: number | undefined
  /** JSON pointer to the text that is embedded; undefined: the row's own `intent`, else derived from the messages. */
  readonly intentPointer: string | undefined
  /** Of `messages` and of nothing else. */
  readonly map: FieldMap | undefined
  /** Where a trace is seen in the tool it came from, with `{trace_id}` in it. */
  readonly traceUrl?: string | undefined
  /** Traces are fetched from a server; `path` then names it and nothing else. */
  readonly pull?: PullConfig | undefined
}

/** A server production's traces are fetched from. */
export type PullConfig = (LangfusePullConfig | ClickHousePullConfig) & {
  /** Days before the window that are fetched as well, to compare it with an earlier one; absent: none. No key of the file. */
  readonly extraDays?: number
}

export type LangfusePullConfig = {
  readonly kind: 'langfuse-api'
  /** Of the instance, without `/api/public`. */
  readonly url: string
  readonly publicKeyVariable: string
  readonly secretKeyVariable: string
  readonly allowPrivateNetwork: boolean
  /** Langfuse environments; empty: all. */
  readonly environments: readonly string[]
}

export type ClickHousePullConfig = {
  readonly kind: 'clickhouse'
  readonly url: string
  readonly database: string
  readonly table: string
  readonly user: string
  /** Undefined: the user has no password. */
  readonly passwordVariable: string | undefined
  readonly allowPrivateNetwork: boolean
  /** Names of columns. */
  readonly columns: ClickHouseColumns
  /** Accepted values by column. */
  readonly where: { readonly [column: string]: readonly (string | number | boolean)[] }
  /** Accepted state by feature flag. */
  readonly flags: { readonly [flag: string]: string }
  /** Traces of one customer that are fetched at most; undefined: all. */
  readonly customerCap: number | undefined
  /** Traces that are fetched at most, drawn by hash; undefined: all. */
  readonly preSample: number | undefined
}

/** Which column holds which field of a trace; `input` and `output` in the place of `messages`. */
export type ClickHouseColumns = {
  readonly id: string
  readonly messages?: string | undefined
  readonly input?: string | undefined
  readonly output?: string | undefined
  /** Vectors in the space of the stratum model, for `tidegate scale-sql`. */
  readonly embedding?: string | undefined
} & { readonly [field in MappedField]?: string | undefined }

/** Who answers live: a model of a provider or endpoint, a server, or a module of the user's. */
export type AnswererConfig =
  | {
      readonly kind: 'model'
      readonly model: string
      /** Takes the place of the recorded system prompt; undefined: the recorded one. */
      readonly system: string | undefined
      readonly temperature: number | undefined
      readonly maxOutputTokens: number | undefined
    }
  | {
      readonly kind: 'http'
      readonly url: string
      /** `openai`: Chat Completions; `tidegate`: the shape of docs/replay.md. */
      readonly shape: 'openai' | 'tidegate'
      readonly model: string | undefined
      readonly apiKeyVariable: string | undefined
      readonly allowPrivateNetwork: boolean
    }
  /** `path` is absolute. */
  | { readonly kind: 'module'; readonly path: string }

export type CandidateConfig =
  | { readonly kind: 'recorded'; readonly recorded: TraceFilesConfig }
  | AnswererConfig

/** Plays the user where the recording ends. */
export type UserSimulatorConfig =
  | {
      readonly kind: 'http'
      readonly url: string
      readonly apiKeyVariable: string | undefined
      readonly allowPrivateNetwork: boolean
    }
  | { readonly kind: 'module'; readonly path: string }

export type ReplayConfig = {
  readonly mode: 'turn' | 'trajectory'
  readonly timeoutSeconds: number
  readonly maxSteps: number
  readonly concurrency: number
  readonly userSimulator: UserSimulatorConfig | undefined
}

/** A server models are asked at under a name of the config's own: `NAME/MODEL`. */
export type EndpointConfig = {
  readonly protocol: 'openai-compatible' | 'openai' | 'anthropic' | 'google'
  readonly baseUrl: string
  readonly apiKeyVariable: string | undefined
  readonly allowPrivateNetwork: boolean
  /** Undefined: the price table's; a model without either is refused unless it runs on this machine. */
  readonly usdPerMillionTokens: { readonly input: number; readonly output: number } | undefined
}

export type SamplingStrategy = 'cluster_stratified' | 'replay' | 'static' | 'judge_only'

export type SamplingConfig = {
  readonly strategy: SamplingStrategy
  readonly windowDays: number
  /** IANA name; days of the window begin at its midnights. */
  readonly timeZone: string
  /** Exclusive end of the window, Unix epoch milliseconds, a midnight of `timeZone`; undefined: the end of the newest trace's day. */
  readonly windowEndMs: number | undefined
  readonly targetSize: number
  /** The largest sample a run may be extended to, announced before the first; undefined: none was. */
  readonly extendTo: number | undefined
  /** `local` or the name of a provider's model. */
  readonly embeddingModel: string
  readonly allocation: Allocation
  /** Traces a stratum gets at least; undefined: the sampler's default for the size. */
  readonly floor: number | undefined
  /** Draws of a stratum one customer may expect before it is a cell of its own; undefined: max(10, 10% of them). */
  readonly customerCap: number | undefined
  /** Trace fields crossed with the strata: `flags.NAME` and `model`. */
  readonly stratifyBy: readonly string[]
  /** File of a frozen suite, absolute. */
  readonly suite: string | undefined
}

export type ClusteringConfig = {
  readonly algorithm: 'hdbscan' | 'kmeans' | 'dbscan'
  /** Clusters `kmeans` makes; undefined: as many as its rule of thumb says. */
  readonly k: number | undefined
  readonly minClusterSize: number
  /** Whether `minClusterSize` grows with the number of requests beyond 5,000. */
  readonly scaleMinClusterSize: boolean
  /** The point itself counts (scikit-learn's convention). */
  readonly minSamples: number
  /** Multiplies the allocation weight of all noise strata; never the estimate. */
  readonly noiseWeight: number
  /** What HDBSCAN clusters: coordinates made from the neighbour graph, or the embeddings themselves. */
  readonly space: 'spectral' | 'embedding'
}

/** How one kind of judge call is made. `model` undefined: the offline judge, which is not a language model. */
export type JudgeCallConfig = {
  readonly model: string | undefined
  /** Name of a shipped rubric, or an absolute path. */
  readonly rubric: string
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
  /** `production_current`, or a model that answers again. */
  readonly baselineModel: string
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
  /** A calendar week begins on Monday 00:00 UTC; a rolling one ends now. */
  readonly budgetWindow: 'calendar' | 'rolling'
  readonly semanticCache: { readonly enabled: boolean; readonly threshold: number }
}

export type PrivacyConfig = {
  /** `synthetic`: real traces stay in memory, and what is kept is made of them. */
  readonly mode: 'redact' | 'synthetic'
  readonly ner: 'none' | 'names' | 'presidio' | 'required'
  readonly presidio: PresidioConfig | undefined
  /** Paths of a trace: `deny` becomes a token as a whole, `allow` is spared by the list of secret key names. */
  readonly fields: { readonly deny: readonly string[]; readonly allow: readonly string[] }
  /** Made-up values of the same kind in the place of tokens. */
  readonly surrogates: boolean
  /** Values that must never leave; the egress gate stops them. */
  readonly canaries: readonly string[]
  readonly vault: { readonly enabled: boolean; readonly ttlDays: number }
}

export type PresidioConfig = {
  /** Of the analyzer, without `/analyze`. */
  readonly url: string
  /** 0 to 1; the server drops findings below it. */
  readonly scoreThreshold: number
  readonly language: string
  readonly allowPrivateNetwork: boolean
}

/** Where embeddings come from when it is neither the local model nor a provider's API with its usual size. */
export type EmbeddingSource =
  | { readonly kind: 'provider'; readonly dimensions: number }
  | {
      readonly kind: 'openai-compatible'
      /** Up to and including the version, without user name, password, query or fragment. */
      readonly baseUrl: string
      readonly model: string
      /** Undefined: the server's own size. */
      readonly dimensions: number | undefined
      /** Name of the environment variable with the key; undefined: the server wants none. */
      readonly apiKeyVariable: string | undefined
      /** Undefined: the price table's, else nothing for a server on this machine. */
      readonly usdPerMillionTokens: number | undefined
      readonly batchSize: number
      readonly allowPrivateNetwork: boolean
    }
  | {
      readonly kind: 'transformers'
      /** Absolute. */
      readonly directory: string
    }

export type ModelsConfig = {
  /** Run without any named model that cannot be reached, and say so on top of every output. */
  readonly offline: boolean
  readonly judges: readonly string[]
  readonly endpoints: { readonly [name: string]: EndpointConfig }
  /** Names strata; undefined: their keywords do. */
  readonly labels: string | undefined
  /** Words synthetic requests anew; undefined: the model of `labels`, if there is one. */
  readonly synthesis: string | undefined
  /** Undefined: `sampling.embeddingModel` says everything. */
  readonly embedding: EmbeddingSource | undefined
}

export type JudgeConfig = {
  readonly mode: 'live' | 'batch' | 'auto'
  readonly votes: 'adaptive' | 'all'
  readonly concurrency: number
  /** Highest upper bound of the attacks' success on the control items. */
  readonly maxAttackSuccess: number
  /** Lowest lower bound of right answers on the plain control items. */
  readonly minControlAccuracy: number
  readonly secondary: string | undefined
  readonly allowSameFamily: boolean
}

export type AlertChannelConfig = {
  readonly type: 'slack' | 'pagerduty' | 'webhook'
  /** The address of a webhook, or PagerDuty's routing key: a secret. */
  readonly target: string
  /** Of PagerDuty's event API, where it is not the usual one. */
  readonly url?: string | undefined
  /** What a webhook is signed with. */
  readonly secret?: string | undefined
}

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
  readonly baseline: 'recorded' | AnswererConfig
  readonly replay: ReplayConfig
  /** Undefined until the file or `--candidate` names one. */
  readonly candidate: CandidateConfig | undefined
  /** Several in the place of `candidate`, at least two, by name. */
  readonly candidates?: { readonly [name: string]: CandidateConfig } | undefined
  /** How many candidates are compared where this is the config of one of them; the error rates are shared. */
  readonly comparedCandidates?: number | undefined
  /** The name of that one. */
  readonly candidateName?: string | undefined
  readonly privacy: PrivacyConfig
  readonly models: ModelsConfig
  readonly judge: JudgeConfig
  readonly alerts: {
    /** Begins the key of every alert. */
    readonly pipeline: string
    /** How long an open alert is not repeated. */
    readonly cooldownHours: number
    readonly channels: { readonly [name: string]: AlertChannelConfig }
  }
  /** Rules of the user's; `path` is absolute. Absent: recorded outcomes count. */
  readonly scorers?: readonly { readonly name: string; readonly path: string }[] | undefined
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
