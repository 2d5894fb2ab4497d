import { expect, it } from 'vitest'
import { createMemoryStore } from '../../store/memory/create-memory-store.ts'
import { createReplyJournal } from '../../store/reply-journal.ts'
import { createBatchJournal } from './batch-journal.ts'

const ATTEMPT = {
  marker: 'm1',
  provider: 'anthropic',
  customIds: ['a-1', 'a-2'],
  sentAtMs: 5,
  batchId: undefined,
}
const DAYS_29 = 29 * 86_400_000

function bench() {
  const store = createMemoryStore()
  let now = 0
  const open = (runId = 'run-1') => {
    const rows = createReplyJournal({ store, macKey: new Uint8Array(32), ttlMs: DAYS_29, nowMs: () => now })
    return createBatchJournal(rows, runId)
  }
  const pass = (ms: number): void => {
    now += ms
  }
  return { open, pass }
}

it('another process of the run knows every attempt as it was left, and other runs know none', () => {
  const { open } = bench()
  const first = open()
  first.remember(ATTEMPT)
  first.remember({ ...ATTEMPT, marker: 'm2', batchId: 'b2' })
  first.remember({ ...ATTEMPT, sentAtMs: 9, batchId: 'b1' })
  expect(open().known()).toEqual([
    { ...ATTEMPT, sentAtMs: 9, batchId: 'b1' },
    { ...ATTEMPT, marker: 'm2', batchId: 'b2' },
  ])
  expect(open('run-2').known()).toEqual([])
})

it('an attempt that made nothing is forgotten, and can be made anew', () => {
  const { open } = bench()
  open().remember(ATTEMPT)
  open().forget('m1')
  expect(open().known()).toEqual([])
  open().remember({ ...ATTEMPT, batchId: 'b1' })
  expect(open().known()).toEqual([{ ...ATTEMPT, batchId: 'b1' }])
})

it('what is older than its results is not looked for', () => {
  const { open, pass } = bench()
  open().remember(ATTEMPT)
  pass(DAYS_29)
  expect(open().known()).toEqual([])
})
