/** Starting points of `tidegate init --preset`, one per row of the article's decision matrix. */
export const PRESETS = ['stable', 'rapid', 'compliance', 'high-volume', 'comparison'] as const

export type Preset = (typeof PRESETS)[number]

/** True for the name of a preset. */
export function isPreset(name: string): name is Preset {
  return PRESETS.some(preset => preset === name)
}

type Settings = {
  readonly about: string
  /** YAML lines, indented as they stand in the file. */
  readonly sampling?: readonly string[]
  readonly gates?: readonly string[]
  readonly pipeline?: readonly string[]
  readonly blocks?: readonly string[]
}

const WEEKLY = [
  '',
  '# Monday 06:00, once a run can start by itself.',
  'schedule:',
  '  cron: "0 6 * * 1"',
  '  time_zone: UTC',
]

const SETTINGS: { readonly [preset in Preset | 'none']: Settings } = {
  none: { about: 'Runs offline: no key, no network.' },
  stable: {
    about: 'Preset `stable`: a stable product with predictable traffic. Weekly replay, stratified by intent.',
    blocks: WEEKLY,
  },
  rapid: {
    about: 'Preset `rapid`: features change every week. Rolling 7 days, feature flags told apart.',
    sampling: [
      '    # Name your own feature flags, so that a regression is tied to the flag that carries it.',
      '    stratify_by: [flags.new_feature]',
    ],
    blocks: WEEKLY,
  },
  compliance: {
    about:
      'Preset `compliance`: strict environments. Nothing leaves this machine, text is redacted before it is stored.',
    blocks: [
      '',
      'privacy:',
      '  mode: redact',
      '',
      '# No named model is called, whatever keys are set.',
      'models:',
      '  offline: true',
    ],
  },
  'high-volume': {
    about:
      'Preset `high-volume`: more than 10,000 traces a day. Cached votes, routed judges, batch jobs, a weekly cap.',
    pipeline: [
      '  cost_controls:',
      '    semantic_cache_ttl_hours: 168',
      '    provider_routing:',
      '      enabled: true',
      '      fallback_order: [anthropic, google, openai]',
      '    max_weekly_budget_usd: 200',
    ],
    blocks: ['', 'judge:', '  mode: auto', ...WEEKLY],
  },
  comparison: {
    about:
      'Preset `comparison`: several models against one baseline. Pairwise preference and deltas, nothing absolute.',
    sampling: [
      '    # The same number of each intent, so that models are compared where they differ.',
      '    allocation: equal',
    ],
    gates: ['    on_inconclusive: warn'],
  },
}

/** A commented config file to start from, valid as it is once its two paths name files. */
export function renderInitialConfig(preset: Preset | undefined): string {
  const { about, sampling = [], gates = [], pipeline = [], blocks = [] } = SETTINGS[preset ?? 'none']
  const lines = [
    `# ${about}`,
    '# Every key: docs/config.md. Check this file with `tidegate validate`. Paths are relative to this file.',
    '',
    '# What production answered, and what the candidate answers to the same requests, matched by id.',
    '# Chat logs of another shape: `format: messages` with a `map` of JSON pointers.',
    'source: ./traces/baseline.jsonl',
    'candidate: ./traces/candidate.jsonl',
    '',
    'evaluation_pipeline:',
    '  sampling:',
    '    strategy: cluster_stratified',
    '    window_days: 7',
    '    target_size: 2000',
    '    # `local` needs no key. text-embedding-3-large needs OPENAI_API_KEY.',
    '    embedding_model: local',
    ...sampling,
    '  clustering:',
    '    algorithm: hdbscan',
    '    min_cluster_size: 15',
    '    noise_weight: 0.5',
    '  evaluation:',
    '    structured:',
    '      validation: exact_tool_match',
    '    freeform:',
    '      method: pairwise_preference',
    '      baseline_model: production_current',
    '      # A judge needs a key: ANTHROPIC_API_KEY for this one. Without a judge, what only a model can tell stays open.',
    '      # judge_model: claude-sonnet-4-6',
    '    # Failures customers reported; they join every run.',
    '    # adversarial:',
    '    #   source: ./data/adversarial_permanent.jsonl',
    '  regression_gates:',
    '    delta_threshold: 0.02',
    '    adversarial_floor: 0.85',
    ...gates,
    ...pipeline,
    ...blocks,
  ]
  return `${lines.join('\n')}\n`
}
