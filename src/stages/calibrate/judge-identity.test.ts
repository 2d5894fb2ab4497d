import { expect, it } from 'vitest'
import type { JudgeManifest } from '../../records/evaluation.ts'
import { judgeIdentity } from './judge-identity.ts'

const MANIFEST: JudgeManifest = {
  asks: 'texts',
  provider: 'openai',
  model: 'gpt-6-luna',
  rubric: 'pairwise-helpfulness@1',
  rubricHash: 'abc',
  runs: 3,
  settings: { apiVersion: undefined, temperature: 0.3, dropped: [] },
}
const { settings } = MANIFEST

it.each<[string, JudgeManifest, boolean]>([
  ['fewer votes', { ...MANIFEST, runs: 1 }, true],
  ['another sentence on what was dropped', { ...MANIFEST, settings: { ...settings, dropped: ['x'] } }, true],
  ['another temperature', { ...MANIFEST, settings: { ...settings, temperature: 0 } }, false],
  [
    'a temperature the model does not take',
    { ...MANIFEST, settings: { ...settings, temperature: undefined } },
    false,
  ],
  ['more thinking', { ...MANIFEST, settings: { ...settings, reasoning: 'high' } }, false],
  ['another rubric', { ...MANIFEST, rubricHash: 'abd' }, false],
  ['another model', { ...MANIFEST, model: 'gpt-6-sol' }, false],
])('with %s (case %#) is the same judge only if it votes alike', (_what, changed, isSame) => {
  const same = JSON.stringify(judgeIdentity(changed)) === JSON.stringify(judgeIdentity(MANIFEST))
  expect(same).toBe(isSame)
})
