import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { ARTICLE_TEMPLATE, loadText, recordedOf } from './__fixtures__/load-text.ts'
import { EFFECTS } from './effects.ts'
import { PRESETS, renderInitialConfig } from './initial-config.ts'
import { renderJsonSchema } from './json-schema.ts'
import { leafKeys } from './key-paths.ts'
import { renderKeyTable } from './key-table.ts'

const repository = new URL('../../', import.meta.url)
const isValid = new Ajv({ strict: false }).compile(JSON.parse(renderJsonSchema()))

it('the table of effects has exactly the keys of the schema', () => {
  expect(Object.keys(EFFECTS).toSorted()).toEqual(
    leafKeys()
      .map(([path]) => path)
      .toSorted(),
  )
})

it('the committed JSON Schema is current (`npm run schema` writes it)', () => {
  expect(readFileSync(new URL('schema/tidegate.schema.json', repository), 'utf8')).toBe(renderJsonSchema())
})

it('the table of docs/config.md is current (`npm run schema` writes it)', () => {
  const docs = readFileSync(new URL('docs/config.md', repository), 'utf8')
  expect(docs).toContain(`<!-- keys -->\n${renderKeyTable()}<!-- /keys -->`)
})

it.each([
  ['the template', ARTICLE_TEMPLATE],
  ['blocks at the top level', 'clustering: { min_samples: 3 }\nadversarial: { source: a }'],
  ['clustering under sampling', 'evaluation_pipeline: { sampling: { clustering: { noise_weight: 1 } } }'],
  ['the budget under routing', 'cost_controls: { provider_routing: { max_weekly_budget_usd: 5 } }'],
  ['plain paths', 'source: a\ncandidate: b'],
  ['a recorded path', 'candidate: { recorded: b }'],
  ['a mapping', 'source: { path: [a], map: { id: [/a, /b], messages: /m, session: /s } }'],
])('an editor accepts what the loader accepts: %s', async (_title, text) => {
  await loadText(text)
  expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true)
})

it.each([
  'samplin: {}',
  'sampling: { target_size: many }',
  'clustering: { algorithm: birch }',
  'source: { map: {} }',
])('an editor marks %s', text => {
  expect(isValid(parse(text))).toBe(false)
})

it.each([undefined, ...PRESETS])('the file of `tidegate init` with preset %s loads', async preset => {
  const text = renderInitialConfig(preset)
  const { config, warnings } = await loadText(text)
  expect(config.source?.path).toEqual(['/project/config/traces/baseline.jsonl'])
  expect(recordedOf(config)?.path).toEqual(['/project/config/traces/candidate.jsonl'])
  for (const warning of warnings) expect(warning).toContain('has no effect yet')
  expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true)
})

it('each preset starts from another config', async () => {
  const loaded = await Promise.all(
    [undefined, ...PRESETS].map(preset => loadText(renderInitialConfig(preset))),
  )
  expect(new Set(loaded.map(({ config }) => JSON.stringify(config))).size).toBe(PRESETS.length + 1)
})

it('presets keep to their cell of the decision matrix', async () => {
  const configs = await Promise.all(
    PRESETS.map(async preset => (await loadText(renderInitialConfig(preset))).config),
  )
  const [stable, rapid, compliance, highVolume, comparison] = configs
  expect(stable?.schedule.cron).toBe('0 6 * * 1')
  expect(rapid?.sampling).toMatchObject({ windowDays: 7, stratifyBy: ['flags.new_feature'] })
  expect(compliance).toMatchObject({ models: { offline: true }, privacy: { mode: 'redact' } })
  expect(highVolume).toMatchObject({
    judge: { mode: 'auto' },
    costControls: { providerRouting: { enabled: true } },
  })
  expect(comparison?.freeform.method).toBe('pairwise_preference')
})
