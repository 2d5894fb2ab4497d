import { describe, expect, it } from 'vitest'
import { bareTrace } from '../records/bare-trace.ts'
import type { RunId, TraceId } from '../records/ids.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { gatedStore } from './gated-store.ts'
import { createMemoryStore } from './memory/create-memory-store.ts'

const BAD = 'must not leave'

function open() {
  const store = createMemoryStore()
  const gated = gatedStore(store, content => {
    if (content.includes(BAD)) throw new Error('blocked')
  })
  return { store, gated }
}

const run = {
  runId: 'r1' as RunId,
  configHash: 'h',
  seed: '1',
  state: 'finished',
  startedAtMs: 1,
  finishedAtMs: 2,
} as const

describe('gatedStore', () => {
  it('keeps nothing of a write in which one thing must not leave', () => {
    const { store, gated } = open()
    const traces = ['fine', BAD].map((text, index) => traceOf(`t${index}`, text))
    expect(() => gated.putTraces('baseline', traces)).toThrow('blocked')
    expect(() => gated.putRun({ ...run, report: `{"a":"${BAD}"}` })).toThrow('blocked')
    expect(() => gated.putRun({ ...run, report: undefined }, { pairs: ['{}', `"${BAD}"`] })).toThrow(
      'blocked',
    )
    expect(() => gated.putRunPart(run.runId, 'pairs', ['{}', `"${BAD}"`])).toThrow('blocked')
    expect(() =>
      gated.putReply({ key: 'k', kind: 'vote', createdAtMs: 1, body: `"${BAD}"`, mac: '' }),
    ).toThrow('blocked')
    expect([
      [...store.traces('baseline')],
      store.runs(),
      store.runPart(run.runId, 'pairs'),
      store.reply('k'),
    ]).toEqual([[], [], [], undefined])
  })

  it('keeps everything else', () => {
    const { store, gated } = open()
    gated.putTraces('baseline', [traceOf('t1', 'fine')])
    gated.putRun({ ...run, report: undefined })
    gated.putReply({ key: 'k', kind: 'vote', createdAtMs: 1, body: '"fine"', mac: '' })
    expect([[...store.traces('baseline')].length, store.runs().length, store.reply('k')?.body]).toEqual([
      1,
      1,
      '"fine"',
    ])
  })
})

function traceOf(id: string, text: string): RedactedTrace {
  return bareTrace(id as TraceId, [
    { role: 'assistant', text, calls: [], finishReason: 'stop' },
  ]) as RedactedTrace
}
