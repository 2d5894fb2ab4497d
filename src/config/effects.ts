export type Effect = {
  /** `not-yet`: accepted and kept, but nothing reads it in this version; giving it is a warning. */
  readonly status: 'effective' | 'not-yet'
  /** The observable thing that changes with the key. */
  readonly controls: string
}

const TRACE_FILES = {
  format:
    'how files are read: `auto` (what each file holds decides), `messages` (through `map`), or a format of docs/sources.md',
  path: 'which files are read: paths and globs, `-` for standard input',
  max_rejected: 'how many malformed rows stop the import',
  intent: 'the pointer to the text that is embedded',
  'map.id': 'the pointer to the trace id, or several, joined with `:`',
  'map.messages': 'the pointer to the list of chat messages',
  'map.message.role':
    'the pointer, within a message, to who speaks, where messages have other keys than `role` and `content`',
  'map.message.text': 'the pointer, within a message, to what is said',
  'map.message.roles': 'what the words for a role mean: `USER: user`',
  'map.message.calls': 'the pointer, within a message, to a list whose items with a name are calls of tools',
  'map.message.call_name': 'the pointer, within such an item, to the name of the tool',
  'map.message.call_arguments': 'the pointer, within such an item, to the arguments',
  'map.message.call_result':
    'the pointer, within such an item, to what the tool gave back, before the message was said',
  'map.outcome': 'the pointer to the recorded success, 0 to 1',
  'map.started_at': 'the pointer to the start time, which decides the window',
  'map.latency_ms': 'the pointer to the latency in milliseconds',
  'map.cost_usd': 'the pointer to the cost in US dollars',
  'map.model': 'the pointer to the name of the model that answered',
  'map.finish': 'the pointer to how the trace ended',
  'map.session_id': 'the pointer to the session, within which errors are correlated',
  'map.customer_id': 'the pointer to the customer',
  'map.customer_tier': "the pointer to the customer's plan or tier, which slices are made by",
  'map.language': 'the pointer to the language of the request, which slices are made by; else it is detected',
  'map.flags': 'the pointer to the feature-flag states',
  'map.tools': 'the pointer to the tools offered, against which calls are checked',
  'map.expected': 'the pointer to the calls known to be right',
  'map.intent': 'the pointer to the text that is embedded',
  'map.support_flag': 'the pointer to what support said about the trace',
}

const COLUMNS = {
  id: 'of the trace id',
  messages: 'of the chat messages, JSON',
  input: 'of the request, text or JSON messages',
  output: 'of the answer, text',
  embedding: 'of the vector requests are assigned by (docs/scaling.md)',
  outcome: 'of the recorded success',
  started_at: 'of the start time, which decides the window: a date with time',
  latency_ms: 'of the latency in milliseconds',
  cost_usd: 'of the cost in US dollars',
  model: 'of the name of the model that answered',
  finish: 'of how the trace ended',
  session_id: 'of the session',
  customer_id: 'of the customer',
  customer_tier: "of the customer's plan or tier",
  language: 'of the language of the request',
  flags: 'of the feature-flag states, a map or JSON',
  tools: 'of the tools offered, JSON',
  expected: 'of the calls known to be right, JSON',
  intent: 'of the text that is embedded',
  support_flag: 'of what support said about the trace',
}

function effective(controls: string): Effect {
  return { status: 'effective', controls }
}

function traceFiles(prefix: string, side: string): { readonly [path: string]: Effect } {
  return Object.fromEntries(
    Object.entries(TRACE_FILES).map(([key, controls]) => [
      `${prefix}.${key}`,
      effective(`${side}: ${controls}`),
    ]),
  )
}

/** Keys of a side that answers live. */
function answerer(prefix: string, side: string): { readonly [path: string]: Effect } {
  return {
    [`${prefix}.model`]: effective(`${side}: the model that answers`),
    [`${prefix}.system`]: effective(`${side}: the system prompt in the place of the recorded one`),
    [`${prefix}.temperature`]: effective(`${side}: the temperature, where the model accepts one`),
    [`${prefix}.max_output_tokens`]: effective(`${side}: how long an answer may be`),
    [`${prefix}.http.url`]: effective(`${side}: the server that answers`),
    [`${prefix}.http.shape`]: effective(`${side}: what that server is told (docs/replay.md)`),
    [`${prefix}.http.model`]: effective(`${side}: the name of the model there`),
    [`${prefix}.http.api_key_env`]: effective(
      `${side}: the environment variable that holds the server's key`,
    ),
    [`${prefix}.http.allow_private_network`]: effective(
      `${side}: whether the server may stand in a private network, then also without TLS`,
    ),
    [`${prefix}.module`]: effective(`${side}: the module that answers`),
  }
}

/**
 * What each key of the config changes, and whether this version already does it. The one table of its
 * kind: warnings, the JSON Schema's descriptions and docs/config.md are made from it. A feature that
 * arrives flips its entries.
 */
export const EFFECTS: { readonly [path: string]: Effect } = {
  preset: effective('what keys that this file leaves out start from (docs/presets.md)'),
  'sampling.strategy': effective(
    'what is compared: a sample drawn by intent (`cluster_stratified`) or simply at random (`replay`), the suite (`static`), or recorded answers of before and after a release without a replay (`judge_only`)',
  ),
  'sampling.window_days': effective('how many complete days of traffic are the population'),
  'sampling.time_zone': effective('in which time zone the days of the window begin and end'),
  'sampling.window_end': effective('the last day of the window; default: the day of the newest trace'),
  'sampling.target_size': effective('how many traces are drawn'),
  'sampling.extend_to': effective(
    'the largest sample `tidegate extend` may make of this one: a part of the error rates is kept for it; default: none is',
  ),
  'sampling.embedding_model': effective('the model that embeds intents; `local` needs no key'),
  'sampling.allocation': effective('how the sample is spread over the strata'),
  'sampling.floor': effective(
    'how many traces a stratum gets at least; default 40, or 25 for samples under 1,000, and at most half of the sample together',
  ),
  'sampling.customer_cap': effective(
    'how many draws of a stratum a customer may expect before it is a cell of its own with that many; default: the larger of 10 and a tenth of the draws',
  ),
  'sampling.stratify_by': effective(
    'what is crossed with the strata when drawing: states of feature flags (`flags.NAME`, or `flags` for those that divide the traffic) and `model`',
  ),
  'sampling.suite': effective(
    'the frozen suite (promptfoo, Inspect, CSV, JSON Lines) whose score stands beside the traffic-weighted one, and that `strategy: static` replays',
  ),
  'clustering.algorithm': effective(
    'the algorithm that finds the strata; `kmeans` and `dbscan` are there to be compared with',
  ),
  'clustering.k': effective('how many clusters `kmeans` makes; default the square root of half the requests'),
  'clustering.min_cluster_size': effective('how many traces an intent needs to be a stratum'),
  'clustering.scale_min_cluster_size': effective(
    'whether that number grows with the square root of the requests beyond 5,000',
  ),
  'clustering.min_samples': effective('how dense a stratum must be; the point itself counts'),
  'clustering.noise_weight': effective('how many noise traces are drawn; never the estimate'),
  'clustering.space': effective(
    'what HDBSCAN clusters: `spectral`, coordinates from the graph of nearest neighbours, or the `embedding` as it is, as in the article',
  ),
  'evaluation.structured.validation': effective('how tool calls are compared'),
  'evaluation.structured.on_mismatch': effective('what different calls mean without `expected`'),
  'evaluation.structured.argument_judge.model': effective('the model that compares arguments'),
  'evaluation.structured.argument_judge.rubric': effective('the words the argument judge is asked in'),
  'evaluation.structured.argument_judge.temperature': effective('the temperature of the argument judge'),
  'evaluation.structured.argument_judge.runs': effective('how many votes decide on arguments'),
  'evaluation.structured.argument_judge.consensus': effective('how votes on arguments are combined'),
  'evaluation.freeform.method': effective('how texts are compared'),
  'evaluation.freeform.baseline_model': effective('what the candidate is compared with'),
  'evaluation.freeform.judge_model': effective('the model that prefers one of two texts'),
  'evaluation.freeform.rubric': effective('the words the preference judge is asked in'),
  'evaluation.freeform.temperature': effective('the temperature of the preference judge'),
  'evaluation.freeform.runs': effective('how many votes decide on a pair'),
  'evaluation.freeform.consensus': effective('how votes on a pair are combined'),
  'evaluation.adversarial.source': effective('the permanent set of reported failures that joins every run'),
  'evaluation.adversarial.weight_multiplier': effective(
    'the weight of such a failure in the composite score',
  ),
  'evaluation.adversarial.growth_policy': effective('how the set may change'),
  'regression_gates.delta_threshold': effective('the largest drop that may be released'),
  'regression_gates.adversarial_floor': effective('the success rate required on the adversarial set'),
  'regression_gates.alert_channels': effective('which of the channels are told'),
  'regression_gates.on_inconclusive': effective(
    'whether INCONCLUSIVE holds a release back (exit code 4) or is a warning (exit code 0)',
  ),
  'regression_gates.decision': effective(
    'the rule of the verdict: `interval`, or the bare `point` estimates of the article, for parity; the other one is shown beside it',
  ),
  'cost_controls.semantic_cache_ttl_hours': effective(
    'how long an answered vote or turn is kept, 0 for not at all',
  ),
  'cost_controls.provider_routing.enabled': effective('whether the cheapest eligible judge is chosen'),
  'cost_controls.provider_routing.fallback_order': effective('which provider takes over when one fails'),
  'cost_controls.budget_window': effective('when a week begins: on Monday, or seven days ago'),
  'cost_controls.semantic_cache.enabled': effective(
    'whether a vote on a nearly equal question is used again',
  ),
  'cost_controls.semantic_cache.threshold': effective(
    'how near two questions have to be for that, as a cosine',
  ),
  'cost_controls.max_weekly_budget_usd': effective('the most a week may cost'),
  ...traceFiles('source', 'baseline'),
  ...Object.fromEntries(
    Object.entries(COLUMNS).map(([key, what]) => [
      `source.columns.${key}`,
      effective(`clickhouse: the column ${what}`),
    ]),
  ),
  'source.url': effective('langfuse-api, clickhouse: the server traces are fetched from'),
  'source.allow_private_network': effective(
    'langfuse-api, clickhouse: whether that server may stand in a private network, then also without TLS',
  ),
  'source.public_key_env': effective("langfuse-api: the environment variable with the project's public key"),
  'source.secret_key_env': effective('langfuse-api: the environment variable with its secret key'),
  'source.environments': effective('langfuse-api: the environments traces are fetched of; default all'),
  'source.database': effective('clickhouse: the database; default `default`'),
  'source.table': effective('clickhouse: the table, one row a trace'),
  'source.user': effective('clickhouse: the user; default `default`'),
  'source.password_env': effective("clickhouse: the environment variable with that user's password"),
  'source.where': effective('clickhouse: the values a column has to have, several as a list'),
  'source.flags': effective('clickhouse: the state a feature flag has to be in'),
  'source.customer_cap': effective('clickhouse: how many traces of one customer are fetched at most'),
  'source.pre_sample': effective('clickhouse: how many traces are fetched at most, drawn by hash'),
  'source.trace_url': effective('where reports link a trace to: an address with `{trace_id}` in it'),
  ...traceFiles('candidate.recorded', 'candidate'),
  baseline: effective(
    'whose answers the candidate is compared with: `recorded`, or a block of the keys of `candidate` (`model`, `http`, `module`) that answers again',
  ),
  ...answerer('candidate', 'the candidate'),
  candidates: effective(
    'several candidates by name, each a block of the keys of `candidate`, compared with one baseline (docs/presets.md)',
  ),
  'replay.mode': effective(
    'what is answered again: every `turn` from its recorded prefix, or the whole `trajectory`',
  ),
  'replay.timeout_seconds': effective(
    'how long one request to a model, or one turn of a server or module, may take',
  ),
  'replay.max_steps': effective('how many turns a trajectory may have'),
  'replay.concurrency': effective('how many answers are made at the same time'),
  'replay.user_simulator.http.url': effective('the server that plays the user in a trajectory'),
  'replay.user_simulator.http.api_key_env': effective(
    "the environment variable that holds that server's key",
  ),
  'replay.user_simulator.http.allow_private_network': effective(
    'whether that server may stand in a private network, then also without TLS',
  ),
  'replay.user_simulator.module': effective('the module that plays the user in a trajectory'),
  'privacy.mode': effective(
    'what is kept of a trace: its redacted text, or nothing but synthetic requests made of many',
  ),
  'privacy.ner': effective(
    'who finds names, places and organisations: the built-in detector, a Presidio server beside it, nobody; `required` stops when the server is down',
  ),
  'privacy.presidio.url': effective('where the Presidio analyzer listens'),
  'privacy.presidio.score_threshold': effective('below which confidence the server drops a finding'),
  'privacy.presidio.language': effective('the language the server is told'),
  'privacy.presidio.allow_private_network': effective(
    'whether that server may stand in a private network, then also without TLS',
  ),
  'privacy.fields.deny': effective('which fields of a trace become a token as a whole (docs/privacy.md)'),
  'privacy.fields.allow': effective(
    'which fields named like a secret (`authorization`, `api_key`, `cookie`) are redacted like any other text',
  ),
  'privacy.surrogates': effective('whether made-up values of the same kind stand in the place of tokens'),
  'privacy.canaries': effective('values that must never leave: what holds one is not sent or written'),
  'privacy.vault.enabled': effective(
    'whether what tokens stand for is kept, encrypted, for `tidegate reveal`',
  ),
  'privacy.vault.ttl_days': effective('for how many days it can be revealed'),
  'models.offline': effective(
    'whether a named model without a key is substituted instead of stopping the run',
  ),
  'models.embedding.base_url': effective(
    'the OpenAI-compatible server that embeds intents: https, or http on this machine',
  ),
  'models.embedding.model': effective(
    'the model that server embeds with; default `sampling.embedding_model`',
  ),
  'models.embedding.dimensions': effective(
    "the size of a vector; default 1024 for `text-embedding-3-…`, 768 for `gemini-embedding-…`, else the server's own",
  ),
  'models.embedding.api_key_env': effective("the environment variable that holds the server's key"),
  'models.embedding.usd_per_million_tokens': effective(
    'the price of a million tokens there; default the price table, else 0 on this machine, else required',
  ),
  'models.embedding.batch_size': effective('how many texts one request to the server holds; default 32'),
  'models.embedding.allow_private_network': effective(
    'whether the server may stand in a private network, then also without TLS; default no',
  ),
  'models.embedding.transformers.directory': effective(
    'the model that `@huggingface/transformers` runs in this process',
  ),
  'models.endpoints': effective(
    'servers for models by a name of your own, `NAME/MODEL`: address, protocol, key variable and price',
  ),
  'models.labels': effective('the model that names strata'),
  'models.synthesis': effective(
    'the model that words synthetic requests anew (`privacy.mode: synthetic`); default that of `models.labels`',
  ),
  'models.judges': effective('the judges routing may choose among'),
  'judge.mode': effective('whether votes are asked for live or as a batch job'),
  'judge.votes': effective('whether the third vote is asked for only where the first two disagree'),
  'judge.concurrency': effective('how many votes are asked for at the same time'),
  'judge.max_attack_success': effective(
    'how many attacks in the control items may succeed before no verdict of the judge counts',
  ),
  'judge.min_control_accuracy': effective(
    'how many plain control items have to be right for a verdict of the judge to count',
  ),
  'judge.secondary': effective('the judge that cross-checks the first'),
  'judge.allow_same_family': effective('whether a judge may be of the family of a side'),
  'alerts.pipeline': effective("the name alerts carry; two pipelines never clear each other's alerts"),
  'alerts.cooldown_hours': effective('how long an alert that stays open is not repeated'),
  'alerts.channels': effective(
    'the channels alerts can be sent to, by name: `type` (`slack`, `pagerduty`, `webhook`), `target`, `url`, `secret`',
  ),
  scorers: effective(
    'the rules of your own (`name`, `module`) whose mean score of an answer, 0 to 1, is its outcome on both sides (docs/library.md)',
  ),
  'audit.weekly_size': effective('how many traces are drawn for human review each week'),
  'drift.threshold': effective('the relative change of a share that raises an alert'),
  'schedule.cron': effective(
    'when `tidegate serve` starts a run by itself: minute, hour, day, month, weekday (docs/schedule.md)',
  ),
  'schedule.time_zone': effective('the time zone that `schedule.cron` is read in'),
  'store.path': effective(
    'the file traces, vectors and runs are kept in; default `.tidegate/tidegate.db` in the working directory',
  ),
  env: effective(
    'the environment variables a value may refer to, each as its name in braces after a dollar sign',
  ),
  seed: effective('which traces are drawn: the same seed draws the same'),
}
