import { expect, it } from 'vitest'
import { ARTICLE_TEMPLATE, loadText, refusal } from './__fixtures__/load-text.ts'
import type { Config } from './config.ts'

type Change = readonly [line: string, changed: string, observed: (config: Config) => unknown]
type Refused = readonly [line: string, changed: string, alternatives: string]

/** Every line of the template that holds a value, changed once. Lines that occur twice are numbered. */
const CHANGES: readonly Change[] = [
  ['strategy: cluster_stratified', 'strategy: replay', config => config.sampling.strategy],
  ['window_days: 7', 'window_days: 14', config => config.sampling.windowDays],
  ['target_size: 2000', 'target_size: 500', config => config.sampling.targetSize],
  [
    'embedding_model: text-embedding-3-large',
    'embedding_model: local',
    config => config.sampling.embeddingModel,
  ],
  ['min_cluster_size: 15', 'min_cluster_size: 30', config => config.clustering.minClusterSize],
  ['noise_weight: 0.2', 'noise_weight: 0.5', config => config.clustering.noiseWeight],
  ['model: claude-sonnet-4-6', 'model: gpt-5', config => config.structured.argumentJudge.model],
  ['temperature: 0.3', 'temperature: 0', config => config.structured.argumentJudge.temperature],
  ['runs: 3', 'runs: 5', config => config.structured.argumentJudge.runs],
  ['baseline_model: production_current', 'baseline_model: gpt-5', config => config.baseline],
  ['judge_model: claude-sonnet-4-6', 'judge_model: gpt-5', config => config.freeform.judge.model],
  ['temperature: 0.3#2', 'temperature: 0', config => config.freeform.judge.temperature],
  ['runs: 3#2', 'runs: 5', config => config.freeform.judge.runs],
  ['source: ./data/adversarial_permanent.jsonl', 'source: other.jsonl', config => config.adversarial.source],
  ['weight_multiplier: 3.0', 'weight_multiplier: 2.0', config => config.adversarial.weightMultiplier],
  ['delta_threshold: 0.02', 'delta_threshold: 0.05', config => config.gates.deltaThreshold],
  ['adversarial_floor: 0.85', 'adversarial_floor: 0.9', config => config.gates.adversarialFloor],
  [
    'alert_channels: [slack_ops, pagerduty]',
    'alert_channels: [pagerduty]',
    config => config.gates.alertChannels,
  ],
  [
    'semantic_cache_ttl_hours: 168',
    'semantic_cache_ttl_hours: 24',
    config => config.costControls.semanticCacheTtlHours,
  ],
  ['enabled: true', 'enabled: false', config => config.costControls.providerRouting.enabled],
  [
    'fallback_order: [anthropic, google, openai]',
    'fallback_order: [openai]',
    config => config.costControls.providerRouting.fallbackOrder,
  ],
  [
    'max_weekly_budget_usd: 200',
    'max_weekly_budget_usd: 50',
    config => config.costControls.maxWeeklyBudgetUsd,
  ],
]

const REFUSED: readonly Refused[] = [
  [
    'strategy: cluster_stratified',
    'strategy: curated',
    'expected one of `cluster_stratified`, `replay`, `static`, `judge_only`',
  ],
  ['algorithm: hdbscan', 'algorithm: birch', 'expected one of `hdbscan`, `kmeans`, `dbscan`'],
  ['validation: exact_tool_match', 'validation: fuzzy', 'expected `exact_tool_match`'],
  ['consensus: majority_vote', 'consensus: unanimous', 'expected `majority_vote`'],
  ['method: pairwise_preference', 'method: absolute', 'expected `pairwise_preference`'],
  ['baseline_model: production_current', 'baseline_model: yesterday', 'expected `production_current`'],
  ['consensus: majority_vote#2', 'consensus: unanimous', 'expected `majority_vote`'],
  ['growth_policy: append_only', 'growth_policy: rolling', 'expected `append_only`'],
]

const LINES = ARTICLE_TEMPLATE.split('\n')

/** Index of a template line, `#2` naming the second of its kind. */
function lineOf(line: string): number {
  const [text = '', count = '1'] = line.split('#')
  const places = LINES.flatMap((written, index) => (written.trim() === text ? [index] : []))
  const place = places[Number(count) - 1]
  if (place === undefined) throw new Error(`the template has no line ${line}`)
  return place
}

function templateWith(line: string, changed: string): string {
  const place = lineOf(line)
  return LINES.map((written, index) =>
    index === place ? written.replace(/\S.*/, () => changed) : written,
  ).join('\n')
}

it.each(CHANGES)(
  'the line `%s` of the template, changed to `%s`, changes the config',
  async (line, changed, observed) => {
    const before = await loadText(ARTICLE_TEMPLATE)
    const after = await loadText(templateWith(line, changed))
    expect(observed(after.config)).not.toEqual(observed(before.config))
    if (!line.startsWith('alert_channels')) expect(after.configHash).not.toBe(before.configHash)
  },
)

it.each(REFUSED)(
  'the line `%s` of the template, changed to `%s`, is refused with the alternatives',
  async (line, changed, alternatives) => {
    const { message } = await refusal(templateWith(line, changed))
    expect(message).toContain(`:${lineOf(line) + 1}:`)
    expect(message).toContain(alternatives)
  },
)

it('no line of the template that holds a value is left out above', () => {
  const covered = new Set([...CHANGES, ...REFUSED].map(([line]) => lineOf(line)))
  const leaves = LINES.flatMap((line, index) => (/: \S/.test(line) ? [index] : []))
  expect([...covered].toSorted((a, b) => a - b)).toEqual(leaves)
})

it('the channels of the template are a warning with its line until they are described, and no other key is', async () => {
  const { warnings } = await loadText(ARTICLE_TEMPLATE)
  expect(warnings.map(warning => LINES[Number(warning.split(':')[1]) - 1]?.trim())).toEqual([
    'alert_channels: [slack_ops, pagerduty]',
    'alert_channels: [slack_ops, pagerduty]',
  ])
  expect(warnings[1]).toContain('names `pagerduty`, which `alerts.channels` does not describe')
})
