import { expect, it } from 'vitest'
import type { RunId } from '../records/ids.ts'
import type { RunRow } from '../store/run-store.ts'
import { newSpaceWarning } from './new-space-warning.ts'

function runs(...rows: readonly Partial<RunRow>[]) {
  return {
    runs: () =>
      rows.map(row => ({
        runId: 'r' as RunId,
        configHash: '',
        seed: '1',
        state: 'finished' as const,
        startedAtMs: 0,
        finishedAtMs: 1,
        report: undefined,
        ...row,
      })),
  }
}

function reportWith(embeddingModel: string): string {
  return JSON.stringify({ manifest: { embeddingModel } })
}

const LOCAL = 'use-lite@0.2.0/1000'

it('a model other than that of the last finished run is said to begin a new space', () => {
  const store = runs({ state: 'failed', report: undefined }, { report: reportWith(`${LOCAL} + 0.7 x lsa`) })
  expect(newSpaceWarning(store, 'openai/text-embedding-3-large@1024/8191')).toMatch(
    /changed from use-lite.* to openai\/text-embedding-3-large@1024\/8191: a new space begins/,
  )
})

it('another size is another space', () => {
  const store = runs({ report: reportWith('openai/text-embedding-3-large@1024/8191') })
  expect(newSpaceWarning(store, 'openai/text-embedding-3-large@256/8191')).toMatch(
    /@1024\/8191 to .*@256\/8191: a new space/,
  )
})

it.each([
  ['the same model', runs({ report: reportWith('m@1') }), 'm@1'],
  ['the same model with its lexical part', runs({ report: reportWith(`${LOCAL} + 0.7 x lsa`) }), LOCAL],
  ['no earlier run', runs(), 'm@1'],
  ['a run that never finished', runs({ state: 'running', report: reportWith('other') }), 'm@1'],
  ['a report that is no JSON', runs({ report: '{' }), 'm@1'],
])('%s is silent', (_what, store, modelId) => {
  expect(newSpaceWarning(store, modelId)).toBeUndefined()
})
