import { describe, expect, it } from 'vitest'
import { ARTICLE_TEMPLATE, loadText, recordedOf, refusal } from './__fixtures__/load-text.ts'
import { leafKeys } from './key-paths.ts'
import { PLACEMENTS } from './placement.ts'

const LINES = ARTICLE_TEMPLATE.split('\n')

/** The template with the block or line that begins at `first` moved below the line `after`, at a depth. */
function moved(first: string, after: string, depth: number): string {
  const start = LINES.findIndex(line => line.trim() === first)
  const indent = (LINES[start] ?? '').search(/\S/)
  let end = start + 1
  while (end < LINES.length && (LINES[end] ?? '').search(/\S/) > indent) end += 1
  const block = LINES.slice(start, end).map(line => ' '.repeat(depth) + line.slice(indent))
  const rest = [...LINES.slice(0, start), ...LINES.slice(end)]
  const target = rest.findIndex(line => line.trim() === after)
  return [...rest.slice(0, target + 1), ...block, ...rest.slice(target + 1)].join('\n')
}

describe('the template reads the same with', () => {
  it.each([
    [
      'everything at the top level',
      LINES.slice(1)
        .map(line => line.slice(2))
        .join('\n'),
    ],
    ['`clustering` under `sampling`', moved('clustering:', 'embedding_model: text-embedding-3-large', 4)],
    [
      '`noise_weight` under `sampling`',
      moved('noise_weight: 0.2', 'embedding_model: text-embedding-3-large', 4),
    ],
    ['`adversarial` beside `evaluation`', moved('adversarial:', 'evaluation_pipeline:', 2)],
    ['`structured` beside `evaluation`', moved('structured:', 'evaluation_pipeline:', 2)],
    ['`freeform` beside `evaluation`', moved('freeform:', 'evaluation_pipeline:', 2)],
    ['the budget under `provider_routing`', moved('max_weekly_budget_usd: 200', 'enabled: true', 6)],
    [
      '`alert_channels` under the pipeline',
      moved('alert_channels: [slack_ops, pagerduty]', 'evaluation_pipeline:', 2),
    ],
    ['the gates at the top level', `${moved('regression_gates:', 'max_weekly_budget_usd: 200', 0)}`],
    ['the votes of arguments beside their judge', moved('runs: 3', 'validation: exact_tool_match', 6)],
  ])('%s', async (_title, text) => {
    expect(text).not.toBe(ARTICLE_TEMPLATE)
    const { config, configHash } = await loadText(text)
    const expected = await loadText(ARTICLE_TEMPLATE)
    expect(config).toEqual(expected.config)
    expect(configHash).toBe(expected.configHash)
  })
})

describe('a key in two places', () => {
  it.each([
    [
      'sampling: { clustering: { min_samples: 3 } }\nclustering: { min_samples: 3 }',
      'sampling.clustering',
      'clustering',
      2,
    ],
    [
      'clustering: { noise_weight: 1 }\nsampling: { noise_weight: 1 }',
      'sampling.noise_weight',
      'clustering.noise_weight',
      1,
    ],
    ['seed: 1\nevaluation_pipeline: { seed: 1 }', 'evaluation_pipeline.seed', 'seed', 1],
    ['adversarial: {}\nevaluation: { adversarial: {} }', 'adversarial', 'evaluation.adversarial', 2],
    [
      'window: { end: 2026-01-01 }\nsampling: { window_end: 2026-01-01 }',
      'window.end',
      'sampling.window_end',
      2,
    ],
  ])('is refused: %s', async (text, path, other, line) => {
    expect((await refusal(text)).message).toContain(
      `\`${path}\`: given twice: also as \`${other}\` in line ${line}`,
    )
  })
})

it('a wrong value in another place is reported where it stands', async () => {
  expect((await refusal('sampling:\n  noise_weight: none\n')).message).toContain(
    ':2:3: `sampling.noise_weight`: expected a number',
  )
})

it('a warning names the place the key stands in', async () => {
  const { warnings } = await loadText('alert_channels: [ops]')
  expect(warnings).toEqual([
    'config/tidegate.yaml:1: `alert_channels` names `ops`, which `alerts.channels` does not describe: it is told nothing (docs/alerts.md)',
  ])
})

it('the window and the intent have a place of their own too', async () => {
  const { config } = await loadText(
    'window: { end: 2026-11-20 }\nintent: { pointer: /q }\nsource: { path: a }',
  )
  expect(config.sampling.windowEndMs).toBe(Date.UTC(2026, 10, 21))
  expect(config.source?.intentPointer).toBe('/q')
})

it('sessions and customers may be called by their short names', async () => {
  const map = 'map: { id: /i, messages: /m, session: /s, customer: /c }'
  const { config } = await loadText(
    `source: { path: a, ${map} }\ncandidate: { recorded: { path: b, ${map} } }`,
  )
  expect(config.source?.map).toMatchObject({ session_id: '/s', customer_id: '/c' })
  expect(recordedOf(config)?.map).toMatchObject({ session_id: '/s', customer_id: '/c' })
})

it('every accepted place leads to a key that exists', () => {
  const leaves = leafKeys().map(([path]) => path)
  for (const { canonical } of PLACEMENTS) {
    const path = canonical.join('.')
    expect(leaves.some(leaf => leaf === path || leaf.startsWith(`${path}.`))).toBe(true)
  }
})
