import { expect, it } from 'vitest'
import { loadText, refusal } from '../__fixtures__/load-text.ts'
import { renderInitialConfig } from '../initial-config.ts'
import { presetLeaves } from './preset-leaves.ts'
import { PRESET_NAMES, presetOf } from './presets.ts'

it.each(PRESET_NAMES)('every value of `%s` is in force where the file says nothing else', async name => {
  const { settings } = await loadText(renderInitialConfig(name))
  const own = settings().filter(({ from }) => from === 'file')
  const inForce = new Map(settings().map(setting => [setting.path, setting]))
  for (const { path, value } of presetLeaves(presetOf(name)?.values ?? {})) {
    const key = path.join('.')
    if (own.some(setting => setting.path === key)) continue
    expect(inForce.get(key)).toMatchObject({ value, from: 'preset' })
  }
})

it('a key of the file stands above the preset, its neighbours of the same block stay', async () => {
  const { config, settings } = await loadText(
    'preset: rapid\nevaluation_pipeline:\n  sampling:\n    stratify_by: [model]\n',
  )
  expect(config.sampling).toMatchObject({ stratifyBy: ['model'], windowDays: 7, targetSize: 2000 })
  expect(config.costControls.budgetWindow).toBe('rolling')
  const from = Object.fromEntries(settings().map(setting => [setting.path, setting]))
  expect(from['sampling.stratify_by']).toMatchObject({ from: 'file', line: 4 })
  expect(from['sampling.window_days']).toMatchObject({ from: 'preset', line: 1 })
  expect(from['sampling.allocation']).toMatchObject({ from: 'default', line: undefined })
})

it('a preset is another way to write the same config: the hash is that of its values', async () => {
  const short = await loadText('preset: stable\nsource: a.jsonl')
  const long = await loadText(
    'source: a.jsonl\nsampling: { strategy: cluster_stratified, window_days: 7, target_size: 2000 }\nschedule: { cron: "0 6 * * 1" }',
  )
  expect(short.configHash).toBe(long.configHash)
})

it('an unknown preset is refused with the names there are', async () => {
  const { message } = await refusal('preset: fast')
  expect(message).toContain('tidegate.yaml:1')
  expect(message).toContain('`rapid`')
})

it('compliance without the second detector is refused at the line of the preset', async () => {
  const { message } = await refusal('source: a.jsonl\npreset: compliance\ncandidate: b.jsonl')
  expect(message).toMatch(/tidegate\.yaml:2.*Presidio/s)
})

it('a value of the environment, a channel and a canary are in force and not shown', async () => {
  const { settings } = await loadText(
    `env: [FOLDER]\nsource: "$\{FOLDER}/a.jsonl"\nalerts: { channels: { ops: { type: webhook, target: "https://hooks.example.com/T0P" } } }\nprivacy: { canaries: [tide-canary-1] }`,
    { FOLDER: 'private-folder' },
  )
  const shown = JSON.stringify(settings())
  expect(shown).not.toMatch(/private-folder|T0P|tide-canary/)
  expect(
    settings()
      .filter(({ value }) => value === '(not shown)')
      .map(({ path }) => path),
  ).toEqual(['source.path', 'privacy.canaries', 'alerts.channels'])
})

it.each([
  ['candidates: { a: a.jsonl }', 'expected 2 to 20 candidates, found 1'],
  ['candidate: a.jsonl\ncandidates: { a: a.jsonl, b: b.jsonl }', 'given beside `candidate`'],
  ['candidates: { a: a.jsonl, b: { model: gpt-5, module: ./b.ts } }', 'expected exactly one of'],
  ['candidates: { a: a.jsonl, b: { model: gatewy/gpt-5 } }', 'found `gatewy`'],
])('`%s` is refused', async (text, says) => {
  expect((await refusal(text)).message).toContain(says)
})
