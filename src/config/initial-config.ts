import { presetLeaves } from './presets/preset-leaves.ts'
import { type PresetName, presetOf } from './presets/presets.ts'

type Sections = {
  /** Who is compared, in the place of the one candidate. */
  readonly candidate?: readonly string[]
  /** Keys the preset cannot know. */
  readonly own?: readonly string[]
  /** Who could judge. */
  readonly judge?: readonly string[]
}

const JUDGE = [
  '# A judge needs a key: ANTHROPIC_API_KEY for this one. Without a judge, what only a model can tell stays open.',
  '# evaluation:',
  '#   freeform: { judge_model: claude-sonnet-4-6 }',
]

const CANDIDATE = [
  '# What production answered, and what the candidate answers to the same requests, matched by id.',
  '# Rows of another shape want a map of JSON pointers, each side its own:',
  '#   source: { path: ./traces/baseline.jsonl, map: { id: /id, messages: /messages, outcome: /success } }',
  '#   candidate: { recorded: { path: ./traces/candidate.jsonl, map: { id: /id, messages: /messages, outcome: /success } } }',
  'source: ./traces/baseline.jsonl',
  'candidate: ./traces/candidate.jsonl',
]

const OWN: { readonly [preset in PresetName]: Sections } = {
  stable: {},
  rapid: {
    own: [
      '# `flags` are the feature flags that divide the traffic; name them to choose:',
      '# sampling: { stratify_by: [flags.checkout_v2] }',
      '',
    ],
  },
  compliance: {
    candidate: [
      '# What users asked. It is read, and never stored: both sides answer synthetic requests that are made of it.',
      'source: ./traces/baseline.jsonl',
      'baseline: { module: ./agents/production.ts }',
      'candidate: { module: ./agents/candidate.ts }',
    ],
    own: [
      '# The second detector: a Presidio analyzer beside this program. A run stops when it does not answer.',
      'privacy:',
      '  presidio: { url: "http://127.0.0.1:5002" }',
      '',
    ],
    judge: [
      '# No model on another machine is asked: a judge runs on this one. Without a judge, what only a model can tell stays open.',
      '# models: { endpoints: { here: { protocol: openai, base_url: "http://127.0.0.1:8000/v1" } } }',
      '# evaluation:',
      '#   freeform: { judge_model: here/NAME_OF_THE_MODEL }',
    ],
  },
  'high-volume': {
    own: [
      '# Judges to choose among; each has to be calibrated first (`tidegate calibrate`), and needs its key.',
      '# Until there are any, routing has nothing to choose from: rules alone decide.',
      '# models: { judges: [claude-haiku-4-5, gemini-2.5-flash, gpt-5-mini] }',
      'cost_controls:',
      '  provider_routing: { enabled: false } # take this line out with the judges above',
      '',
    ],
  },
  comparison: {
    candidate: [
      '# What production answered, and what each candidate answers to the same requests, matched by id.',
      'source: ./traces/baseline.jsonl',
      'candidates:',
      '  small: ./traces/small.jsonl',
      '  large: ./traces/large.jsonl',
      '  tuned: ./traces/tuned.jsonl',
    ],
  },
}

/** A commented config file to start from, valid as it is once its paths name files. */
export function renderInitialConfig(name: PresetName | undefined): string {
  const lines = name === undefined ? wholeConfig() : presetConfig(name)
  return `${lines.join('\n')}\n`
}

function presetConfig(name: PresetName): readonly string[] {
  const preset = presetOf(name)
  const { candidate = CANDIDATE, own = [], judge = JUDGE } = OWN[name]
  return [
    `# Preset \`${name}\`. ${preset?.about ?? ''}`,
    '# Every key: docs/config.md; presets: docs/presets.md. Paths are relative to this file.',
    '',
    `preset: ${name}`,
    '# It gives these values; a key that is written in this file takes the place of one (`tidegate config show`):',
    ...presetLeaves(preset?.values ?? {}).map(
      ({ path, value }) => `#   ${path.join('.')}: ${JSON.stringify(value)}`,
    ),
    '',
    ...candidate,
    '',
    ...own,
    'regression_gates:',
    '  delta_threshold: 0.02',
    '  adversarial_floor: 0.85',
    '',
    ...judge,
    '#   # Failures customers reported; they join every run.',
    '#   adversarial: { source: ./data/adversarial_permanent.jsonl }',
  ]
}

function wholeConfig(): readonly string[] {
  return [
    '# Runs offline: no key, no network.',
    '# Every key: docs/config.md. Check this file with `tidegate validate`. Paths are relative to this file.',
    '',
    ...CANDIDATE,
    '',
    'evaluation_pipeline:',
    '  sampling:',
    '    strategy: cluster_stratified',
    '    window_days: 7',
    '    target_size: 2000',
    '    # `local` needs no key. text-embedding-3-large needs OPENAI_API_KEY.',
    '    embedding_model: local',
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
  ]
}
