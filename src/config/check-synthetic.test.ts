import { expect, it } from 'vitest'
import { loadConfig } from './load-config.ts'

const LIVE = 'candidate: { model: gpt-5-mini }\nbaseline: { model: gpt-5 }\nprivacy: { mode: synthetic }\n'

function load(yaml: string) {
  return loadConfig('/tidegate.yaml', { readFile: async () => Buffer.from(yaml), env: {}, cwd: '/' })
}

it.each([
  ['a recorded baseline', 'candidate: { model: gpt-5-mini }\nprivacy: { mode: synthetic }\n', '`baseline`'],
  [
    'a recorded candidate',
    'candidate: ./answers.jsonl\nbaseline: { model: gpt-5 }\nprivacy: { mode: synthetic }\n',
    '`candidate',
  ],
  ['traces of the store', `source: store\n${LIVE}`, '`store` keeps no real trace'],
  ['a frozen suite', `${LIVE}sampling: { strategy: static }\n`, '`static` keeps texts'],
  ['answers without a replay', `${LIVE}sampling: { strategy: judge_only }\n`, '`judge_only` keeps texts'],
  ['a suite beside it', `${LIVE}sampling: { suite: ./suite.jsonl }\n`, 'a suite is kept as it is'],
  [
    'the vault',
    LIVE.replace('{ mode: synthetic }', '{ mode: synthetic, vault: { enabled: true } }'),
    'the vault keeps real values',
  ],
])('refuses %s under synthetic privacy', async (_, yaml, message) => {
  await expect(load(yaml)).rejects.toThrow(message)
})

it('takes both sides live, and the baseline by the name the template has for it', async () => {
  expect((await load(LIVE)).config.privacy.mode).toBe('synthetic')
  const named = LIVE.replace(
    'baseline: { model: gpt-5 }',
    'evaluation: { freeform: { baseline_model: gpt-5 } }',
  )
  expect((await load(named)).config.baseline).toMatchObject({ kind: 'model', model: 'gpt-5' })
})
