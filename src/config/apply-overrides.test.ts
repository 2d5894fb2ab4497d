import { expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import { ARTICLE_TEMPLATE, loadText, recordedOf } from './__fixtures__/load-text.ts'
import { applyOverrides } from './apply-overrides.ts'
import { namedModels } from './named-models.ts'

it('the template runs on two files given by flags, which are relative to the working directory', async () => {
  const { config } = await loadText(ARTICLE_TEMPLATE)
  const changed = applyOverrides(
    config,
    { source: 'a.jsonl', candidate: '-', seed: '9', offline: true, asOf: '2026-11-20', targetSize: 50 },
    '/elsewhere',
  )
  expect(changed.source).toMatchObject({ format: 'auto', path: ['/elsewhere/a.jsonl'] })
  expect(recordedOf(changed)).toMatchObject({ format: 'auto', path: ['-'] })
  expect(changed).toMatchObject({
    seed: '9',
    models: { offline: true },
    sampling: { targetSize: 50, windowEndMs: Date.UTC(2026, 10, 21) },
  })
  expect(changed.configHash).not.toBe(config.configHash)
})

it('no flag changes nothing', async () => {
  const { config } = await loadText(ARTICLE_TEMPLATE)
  expect(applyOverrides(config, {}, '/elsewhere')).toEqual(config)
  expect(applyOverrides(config, { offline: false }, '/elsewhere').configHash).toBe(config.configHash)
})

it('a path given by a flag keeps the mapping of its side, and of the source for a new candidate', async () => {
  const { config } = await loadText('source: { path: a, map: { id: /i, messages: /m } }')
  const changed = applyOverrides(config, { source: 'b', candidate: 'c' }, '/elsewhere')
  expect(changed.source).toEqual({ ...config.source, path: ['/elsewhere/b'] })
  expect(recordedOf(changed)).toEqual({ ...config.source, path: ['/elsewhere/c'] })
})

it.each([
  [{ asOf: 'yesterday' }, '--as-of'],
  [{ targetSize: 0 }, '--target-size'],
  [{ targetSize: Number.NaN }, '--target-size'],
  [{ source: '' }, '--source'],
  [{ seed: '' }, '--seed'],
])('a wrong flag is refused by name: %j', async (overrides, flag) => {
  const { config } = await loadText('seed: 1')
  expect(() => applyOverrides(config, overrides, '/elsewhere')).toThrow(ConfigError)
  expect(() => applyOverrides(config, overrides, '/elsewhere')).toThrow(flag)
})

it('the keys a run needs are named once per model, with the places that ask for it', async () => {
  const { config } = await loadText(ARTICLE_TEMPLATE)
  expect(namedModels(config)).toEqual([
    {
      model: 'text-embedding-3-large',
      variable: 'OPENAI_API_KEY',
      baseUrl: undefined,
      configPaths: ['sampling.embedding_model'],
    },
    {
      model: 'claude-sonnet-4-6',
      variable: 'ANTHROPIC_API_KEY',
      baseUrl: undefined,
      configPaths: ['evaluation.structured.argument_judge.model', 'evaluation.freeform.judge_model'],
    },
  ])
})

it('a run on local models needs no key', async () => {
  expect(namedModels((await loadText('seed: 1')).config)).toEqual([])
})
