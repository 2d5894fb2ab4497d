import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { ARTICLE_TEMPLATE, loadText, recordedOf } from './__fixtures__/load-text.ts'
import { EFFECTS } from './effects.ts'
import { renderInitialConfig } from './initial-config.ts'
import { renderJsonSchema } from './json-schema.ts'
import { leafKeys } from './key-paths.ts'
import { renderKeyTable } from './key-table.ts'
import { PRESET_NAMES } from './presets/presets.ts'

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
  ['candidates by name', 'candidates: { a: ./a.jsonl, b: { recorded: ./b.jsonl }, c: { model: gpt-5 } }'],
  ['a preset', 'preset: rapid'],
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

it.each([undefined, ...PRESET_NAMES])('the file of `tidegate init` with preset %s loads', async preset => {
  const text = renderInitialConfig(preset)
  const { config, warnings } = await loadText(text)
  expect(config.source?.path).toEqual(['/project/config/traces/baseline.jsonl'])
  const [first = config.candidate] = Object.values(config.candidates ?? {})
  const file = preset === 'comparison' ? 'small' : 'candidate'
  const module = { kind: 'module', path: '/project/config/agents/candidate.ts' }
  if (preset === 'compliance') expect(first).toEqual(module)
  else expect(recordedOf({ candidate: first })?.path).toEqual([`/project/config/traces/${file}.jsonl`])
  for (const warning of warnings) expect(warning).toContain('has no effect yet')
  expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true)
})

it('each preset starts from another config', async () => {
  const loaded = await Promise.all(
    [undefined, ...PRESET_NAMES].map(preset => loadText(renderInitialConfig(preset))),
  )
  expect(new Set(loaded.map(({ config }) => JSON.stringify(config))).size).toBe(PRESET_NAMES.length + 1)
})
