import { expect, it } from 'vitest'
import { createMemoryStore } from '../../store/memory/create-memory-store.ts'
import { createReplyJournal } from '../../store/reply-journal.ts'
import { call, recording, scripted, user } from './__fixtures__/recording.ts'
import { journaled } from './journaled-answerer.ts'

const { traceId, tools } = recording([user('hi')])
const QUESTION = { traceId, step: 0, messages: [user('hi')], tools }
const signal = new AbortController().signal

function journal() {
  return createReplyJournal({
    store: createMemoryStore(),
    macKey: new Uint8Array(32),
    ttlMs: 1000,
    nowMs: () => 0,
  })
}

it('pays for a turn once, keeps it redacted, and for another question or setting again', async () => {
  const side = scripted(({ step }) => ({ text: `secret ${step}`, calls: [call('find', { id: step })] }))
  const kept = journal()
  const withSettings = (settings: readonly string[]) =>
    journaled(side, {
      journal: kept,
      settings,
      redact: turn => ({ ...turn, text: turn.text.replace('secret', '***') }),
    })
  const first = await withSettings(['a']).answer(QUESTION, { signal })
  const again = await withSettings(['a']).answer(QUESTION, { signal })
  expect(first.text).toBe('*** 0')
  expect(again).toEqual({ ...first, costPicoUsd: 0, latencyMs: 0 })
  expect(side.asked).toHaveLength(1)
  await withSettings(['b']).answer(QUESTION, { signal })
  await withSettings(['a']).answer({ ...QUESTION, step: 1 }, { signal })
  await withSettings(['a']).answer({ ...QUESTION, messages: [user('ho')] }, { signal })
  expect(side.asked).toHaveLength(4)
})

it('a turn that failed is asked for again', async () => {
  let isDown = true
  const side = scripted(() => (isDown ? new Error('down') : { text: 'hi' }))
  const safe = journaled(side, { journal: journal(), settings: [], redact: turn => turn })
  await expect(safe.answer(QUESTION, { signal })).rejects.toThrow('down')
  isDown = false
  expect((await safe.answer(QUESTION, { signal })).text).toBe('hi')
})
