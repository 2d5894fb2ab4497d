import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createRedactText } from '../../src/privacy/redact-text.ts'
import { bareTrace } from '../../src/records/bare-trace.ts'
import type { RunId, TraceId } from '../../src/records/ids.ts'
import type { RedactedTrace } from '../../src/records/trace.ts'
import { redactTrace } from '../../src/stages/redact/redact.ts'
import { createMemoryStore } from '../../src/store/memory/create-memory-store.ts'
import type { RunRow, RunStore } from '../../src/store/run-store.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function sqliteInTemporaryFolder(): RunStore {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-store-'))
  folders.push(folder)
  return createSqliteStore(join(folder, 'nested', 'store.db'))
}

describe.each([
  { name: 'memory', create: createMemoryStore },
  { name: 'sqlite', create: sqliteInTemporaryFolder },
])('RunStore ($name)', ({ create }) => {
  it('gives back a trace as it was put, whatever its text holds', () => {
    using store = disposable(create())
    const trace = aTrace('t1', 'quote " backslash \\ emoji 😀 lone \ud800 nul \0 end')
    store.putTraces('baseline', [trace])
    expect(store.trace('baseline', trace.traceId)).toEqual(trace)
  })

  it('gives a reply back as it was put, and the newest of one key', () => {
    using store = disposable(create())
    const reply = { key: 'k', kind: 'vote', createdAtMs: 5, body: '{"a":"\\u0000 😀"}', mac: 'm' }
    store.putReply({ ...reply, createdAtMs: 1 })
    store.putReply(reply)
    expect([store.reply('k'), store.reply('other')]).toEqual([reply, undefined])
  })

  it('lists runs without their reports in the order of those with them', () => {
    using store = disposable(create())
    const row = { configHash: 'c', seed: '1', state: 'finished', finishedAtMs: 9 } as const
    store.putRun({ ...row, runId: 'old' as RunId, startedAtMs: 1, report: '{"large":true}' })
    store.putRun({ ...row, runId: 'new' as RunId, startedAtMs: 2, report: undefined })
    expect(store.runStates()).toEqual([
      { ...row, runId: 'new', startedAtMs: 2 },
      { ...row, runId: 'old', startedAtMs: 1 },
    ])
  })

  it('keeps parts of runs apart, gives rows by position and replaces a part whole', () => {
    using store = disposable(create())
    const [first, second] = ['r1' as RunId, 'r2' as RunId]
    store.putRunPart(first, 'pairs', ['"a"', '"b"', '"c"'])
    store.putRunPart(first, 'map', ['{}'])
    store.putRunPart(second, 'pairs', ['"other"'])
    expect(store.runPart(first, 'pairs', [2, 0, 7])).toEqual(['"a"', '"c"'])
    expect([store.runPartSize(first, 'pairs'), store.runPartSize(first, 'nothing')]).toEqual([3, 0])
    store.putRunPart(first, 'pairs', ['"new"'])
    expect([
      store.runPart(first, 'pairs'),
      store.runPart(first, 'map'),
      store.runPart(second, 'map'),
    ]).toEqual([['"new"'], ['{}'], []])
  })

  it('keeps sides apart and knows nothing of an unknown id', () => {
    using store = disposable(create())
    store.putTraces('baseline', [aTrace('t1', 'one')])
    expect(store.trace('candidate', 't1' as TraceId)).toBeUndefined()
    expect(store.trace('baseline', 't2' as TraceId)).toBeUndefined()
    expect([...store.traces('candidate')]).toEqual([])
  })

  it('replaces a trace that is put again, and keeps its place', () => {
    using store = disposable(create())
    store.putTraces('baseline', [aTrace('a', '1'), aTrace('b', '2'), aTrace('c', '3')])
    store.putTraces('baseline', [aTrace('b', '2'), aTrace('a', 'new')])
    expect([...store.traces('baseline')]).toEqual([aTrace('a', 'new'), aTrace('b', '2'), aTrace('c', '3')])
  })

  it('reads more traces than fit a page in the order they came, while others are put', () => {
    using store = disposable(create())
    const traces = Array.from({ length: 700 }, (_, index) => aTrace(`t${(index * 311) % 700}`, String(index)))
    store.putTraces('baseline', traces)
    const read: string[] = []
    for (const trace of store.traces('baseline')) {
      read.push(trace.traceId)
      store.putTraces('candidate', [trace])
    }
    expect(read).toEqual(traces.map(trace => trace.traceId))
  })

  it('gives back vectors bit for bit: negative zero, subnormals, infinities and the payload of a NaN', () => {
    using store = disposable(create())
    const bits = Uint32Array.from([0x80000000, 1, 0x7f800000, 0xff800000, 0x7fc12345, 0x3f800000])
    const vector = new Float32Array(bits.buffer)
    store.putVectors('model', [['hash', vector]])
    const read = store.vectors('model', ['hash']).get('hash')
    expect(new Uint32Array(read?.buffer ?? new ArrayBuffer(0))).toEqual(bits)
  })

  it('puts only the part of a buffer that a vector covers', () => {
    using store = disposable(create())
    const wide = Float32Array.from([1, 2, 3, 4])
    store.putVectors('model', [['hash', wide.subarray(1, 3)]])
    wide.fill(9)
    expect(store.vectors('model', ['hash']).get('hash')).toEqual(Float32Array.from([2, 3]))
  })

  it('leaves unknown hashes and other spaces out of the map', () => {
    using store = disposable(create())
    store.putVectors('model', [['known', Float32Array.of(1)]])
    expect([...store.vectors('model', ['unknown', 'known']).keys()]).toEqual(['known'])
    expect(store.vectors('other', ['known']).size).toBe(0)
    expect(store.vectors('model', []).size).toBe(0)
  })

  it('looks up five thousand hashes at once', () => {
    using store = disposable(create())
    const rows = Array.from({ length: 5_000 }, (_, index) => [`h${index}`, Float32Array.of(index)] as const)
    store.putVectors('model', rows)
    const read = store.vectors(
      'model',
      rows.map(([hash]) => hash),
    )
    expect(read.size).toBe(5_000)
    expect(read.get('h4321')).toEqual(Float32Array.of(4321))
  })

  it('lists runs newest first, by id when they started together, and replaces a run by its id', () => {
    using store = disposable(create())
    const later = aRun('r2', 2_000, { state: 'running', finishedAtMs: undefined, report: undefined })
    for (const run of [aRun('r1', 1_000), later, aRun('r3', 1_000)]) store.putRun(run)
    const interrupted = { ...later, state: 'interrupted' as const, finishedAtMs: 2_500 }
    store.putRun(interrupted)
    expect(store.runs()).toEqual([interrupted, aRun('r3', 1_000), aRun('r1', 1_000)])
    expect(store.run('r2' as RunId)).toEqual(interrupted)
    expect(store.run('r9' as RunId)).toBeUndefined()
  })

  it('puts a run with its parts, in the place of those it had, and leaves other parts', () => {
    using store = disposable(create())
    const run = aRun('r1', 1_000)
    store.putRunPart(run.runId, 'pairs', ['"old"', '"older"'])
    store.putRunPart(run.runId, 'comparison', ['{}'])
    store.putRun(run, { pairs: ['"new"'], map: ['"m"'] })
    expect(store.run(run.runId)).toEqual(run)
    expect(['pairs', 'map', 'comparison'].map(part => store.runPart(run.runId, part))).toEqual([
      ['"new"'],
      ['"m"'],
      ['{}'],
    ])
  })

  it('gives back a model bit for bit, replaces it by its id, and knows nothing of an unknown id', () => {
    using store = disposable(create())
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
    store.putModel({ modelId: 'm1', windowEndMs: 1_000, bytes: bytes.subarray(10, 290) })
    expect(store.model('m1')).toEqual({ modelId: 'm1', windowEndMs: 1_000, bytes: bytes.slice(10, 290) })
    bytes.fill(0)
    expect(store.model('m1')?.bytes[0]).toBe(10)
    store.putModel({ modelId: 'm1', windowEndMs: undefined, bytes: Uint8Array.of(7) })
    expect(store.model('m1')).toEqual({ modelId: 'm1', windowEndMs: undefined, bytes: Uint8Array.of(7) })
    expect(store.model('m2')).toBeUndefined()
  })

  it('finds the model of the newest window, and of the newest that ended before an instant', () => {
    using store = disposable(create())
    expect(store.latestModel()).toBeUndefined()
    const put = (modelId: string, windowEndMs: number | undefined) =>
      store.putModel({ modelId, windowEndMs, bytes: Uint8Array.of(1) })
    put('z-timeless', undefined)
    expect(store.latestModel()?.modelId).toBe('z-timeless')
    put('b', 2_000)
    put('a', 2_000)
    put('c', 1_000)
    expect(store.latestModel()?.modelId).toBe('b')
    expect(store.latestModel(2_001)?.modelId).toBe('b')
    expect(store.latestModel(2_000)?.modelId).toBe('c')
    expect(store.latestModel(1_000)).toBeUndefined()
  })

  it('may be closed twice', () => {
    const store = create()
    store.close()
    expect(() => store.close()).not.toThrow()
  })
})

const redactText = createRedactText({ detectors: [], tokenKey: { id: 'k1', bytes: new Uint8Array(32) } })

function aTrace(traceId: string, text: string): RedactedTrace {
  return redactTrace(
    {
      ...bareTrace<string>(traceId as TraceId, [
        { role: 'user', text, calls: [] },
        { role: 'assistant', text: '', calls: [], finishReason: 'stop' },
      ]),
      startedAtMs: 1_753_000_000_000,
      outcome: 0.5,
      finish: { kind: 'completed' },
    },
    redactText,
  )
}

function aRun(runId: string, startedAtMs: number, changes: Partial<RunRow> = {}): RunRow {
  const finished = { state: 'finished', finishedAtMs: startedAtMs + 1, report: '{}' } as const
  return { runId: runId as RunId, configHash: 'c', seed: 's', startedAtMs, ...finished, ...changes }
}

function disposable(store: RunStore): RunStore & Disposable {
  return Object.assign(store, { [Symbol.dispose]: () => store.close() })
}
