import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ConfigError } from '../../errors/config-error.ts'
import { StoreError } from '../../errors/store-error.ts'
import { aTrace } from '../../store/ledger/__fixtures__/ledgers.ts'
import { createSqliteStore } from '../../store/sqlite/create-sqlite-store.ts'
import { openLedger } from '../open-ledger.ts'
import { readConfig } from '../read-config.ts'
import { type CapturedOutput, captureOutput } from './__fixtures__/capture-output.ts'
import {
  adversarialAddCommand,
  adversarialEraseCommand,
  adversarialImportCommand,
  adversarialListCommand,
  adversarialVerifyCommand,
} from './adversarial.ts'
import { flagCommand } from './flag.ts'

let folder = ''
let output: CapturedOutput

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-adversarial-'))
  output = captureOutput()
  await write('tidegate.yaml', CONFIG)
  const store = createSqliteStore(join(folder, 'state', 'tidegate.db'))
  const reported = { ...aTrace('t3'), supportFlag: { reason: aTrace('r').messages[0]?.text ?? '' } }
  store.putTraces('baseline', [aTrace('t1'), aTrace('t2'), reported as ReturnType<typeof aTrace>])
  store.close()
})

afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = undefined
  await rm(folder, { recursive: true })
})

const CONFIG = `
store:
  path: state/tidegate.db
evaluation:
  adversarial:
    source: data/set.jsonl
`

describe('tidegate flag', () => {
  it('keeps the trace with its reason, redacted, as a support flag', async () => {
    await flagCommand('t1', { config: config(), reason: 'wrote to ann@example.com twice' })
    expect(output.printed).toBe('added 1 trace\n')
    const [entry] = await entries()
    expect(entry).toMatchObject({ traceId: 't1', origin: 'support-flag', weight: undefined })
    expect(entry?.trace.supportFlag?.reason).toMatch(/^wrote to <EMAIL_k1_[0-9A-F]+> twice$/)
    expect(entry?.reason).toBe(entry?.trace.supportFlag?.reason)
  })

  it('keeps the ids of a list, lists the unknown ones and adds none twice', async () => {
    await write('late.csv', 'trace_id,reason\nt1,late parcel\nt2\nt1,again\nt8,gone\nt9\n')
    await flagCommand(join(folder, 'late.csv'), { config: config(), reason: 'by telephone' })
    expect(output.printed).toBe(
      'added 2 traces, 1 there already, 2 not found in the store\nnot found: t8\nnot found: t9\n',
    )
    expect((await entries()).map(({ reason }) => reason)).toEqual(['late parcel', 'by telephone'])
    output.printed = ''
    await flagCommand(join(folder, 'late.csv'), { config: config() })
    expect(output.printed).toContain('added 0 traces, 3 there already')
  })

  it('says the same to programs, and leaves standard output to them', async () => {
    await write('late.csv', 'trace_id,reason\nt1,late parcel\nt8,gone\nt1,again\n')
    await flagCommand(join(folder, 'late.csv'), { config: config(), json: '-' })
    expect(JSON.parse(output.printed)).toEqual({
      kind: 'tidegate-adversarial-added',
      schemaVersion: 1,
      added: ['t1'],
      present: ['t1'],
      erased: [],
      unknown: ['t8'],
    })
    expect(output.warned).toBe('added 1 trace, 1 there already, 1 not found in the store\nnot found: t8\n')
  })

  it('stops when it knows none of the ids, has no such file or a file without rows', async () => {
    await expect(flagCommand('t9', { config: config() })).rejects.toThrow('found none of 1 there')
    await expect(flagCommand(join(folder, 'absent.csv'), { config: config() })).rejects.toThrow(ConfigError)
    await write('empty.csv', 'trace_id,reason\n')
    await expect(flagCommand(join(folder, 'empty.csv'), { config: config() })).rejects.toThrow('found none')
  })
})

describe('tidegate adversarial', () => {
  it('adds by id with origin and weight, and everything support flagged', async () => {
    await adversarialAddCommand(['t1'], { config: config(), origin: 'audit', weight: 5, reason: 'refund' })
    await adversarialAddCommand([], { config: config(), origin: 'support-flag', flagged: true })
    expect((await entries()).map(({ traceId, origin, weight }) => [traceId, origin, weight])).toEqual([
      ['t1', 'audit', 5],
      ['t3', 'support-flag', undefined],
    ])
    await expect(adversarialAddCommand([], { config: config(), origin: 'audit' })).rejects.toThrow(
      ConfigError,
    )
  })

  it('lists what there is and what was erased', async () => {
    await adversarialAddCommand(['t1', 't2'], { config: config(), origin: 'audit' })
    await adversarialEraseCommand('t1', { config: config() })
    output.printed = ''
    await adversarialListCommand({ config: config() })
    const rows = output.printed.trim().split('\n')
    expect(rows).toHaveLength(3)
    expect(rows[0]).toMatch(/^line {2}trace {2}origin {2}weight {2}added +erased$/)
    const minute = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d`
    expect(rows[1]).toMatch(new RegExp(`^ +2 {2}t1 +audit +3 {2}${minute} {2}${minute}$`))
    expect(rows[2]).toMatch(new RegExp(`^ +3 {2}t2 +audit +3 {2}${minute}$`))
    await expect(adversarialEraseCommand('t9', { config: config() })).rejects.toThrow(ConfigError)
  })

  it('says to programs what was added, imported and erased', async () => {
    await write('old.jsonl', `${PLAIN}{"id":"p3"}\n`)
    const json = '-'
    await adversarialAddCommand(['t1'], { config: config(), origin: 'audit', json })
    expect(JSON.parse(output.printed)).toMatchObject({ kind: 'tidegate-adversarial-added', added: ['t1'] })
    output.printed = ''
    await adversarialImportCommand(join(folder, 'old.jsonl'), { config: config(), json })
    expect(JSON.parse(output.printed)).toMatchObject({
      kind: 'tidegate-adversarial-added',
      added: ['p1', 'p2'],
      rejected: [{ file: 'old.jsonl', line: 3 }],
      movedTo: null,
    })
    for (const state of ['erased', 'already-erased']) {
      output.printed = ''
      await adversarialEraseCommand('t1', { config: config(), json })
      expect(JSON.parse(output.printed)).toEqual({
        kind: 'tidegate-adversarial-erased',
        schemaVersion: 1,
        traceId: 't1',
        state,
        auditQueues: 0,
      })
    }
  })

  it('verifies: 0 for what is intact or not there, 1 with the first broken line named', async () => {
    await adversarialVerifyCommand({ config: config() })
    expect(process.exitCode).toBe(0)
    await adversarialAddCommand(['t1', 't2'], { config: config(), origin: 'audit' })
    await adversarialVerifyCommand({ config: config() })
    expect(process.exitCode).toBe(0)
    expect(output.printed).toMatch(/intact: 2 traces, 0 of them erased; 3 lines, last hash [0-9a-f]{64}\n$/)
    output.printed = ''
    await write('data/set.jsonl', (await text('data/set.jsonl')).replace('audit', 'import'))
    await adversarialVerifyCommand({ config: config() })
    expect(process.exitCode).toBe(1)
    expect(output.printed).toMatch(/^broken: line 2: expected hash [0-9a-f]{64}, found [0-9a-f]{64}: /)
    await expect(adversarialAddCommand(['t3'], { config: config(), origin: 'audit' })).rejects.toThrow(
      StoreError,
    )
  })

  it('cuts off what an interrupted append left, when told to', async () => {
    await adversarialAddCommand(['t1'], { config: config(), origin: 'audit' })
    const whole = await text('data/set.jsonl')
    await write('data/set.jsonl', `${whole}{"added_at":"20`)
    await adversarialVerifyCommand({ config: config() })
    expect(process.exitCode).toBe(1)
    expect(output.printed).toContain('--cut-unfinished')
    await adversarialVerifyCommand({ config: config(), cutUnfinished: true })
    expect(process.exitCode).toBe(0)
    expect(await text('data/set.jsonl')).toBe(whole)
  })

  it('imports traces of anywhere, redacted, and tells of rows that are none', async () => {
    await write('old.jsonl', `${PLAIN}{"id":"p3"}\n`)
    await adversarialImportCommand(join(folder, 'old.jsonl'), { config: config(), weight: 2 })
    expect(output.printed).toBe('added 2 traces\n')
    expect(output.warned).toMatch(/not imported: .*old\.jsonl:3 /)
    const [entry] = await entries()
    expect(entry).toMatchObject({ traceId: 'p1', origin: 'import', weight: 2, reason: 'rude' })
    expect(JSON.stringify(entry?.trace)).toMatch(/<EMAIL_k1_/)
    expect(JSON.stringify(entry?.trace)).not.toContain('bob@example.com')
  })

  it('makes a set of the plain file in its place, and keeps that aside', async () => {
    await write('data/set.jsonl', PLAIN)
    await adversarialVerifyCommand({ config: config() })
    expect(process.exitCode).toBe(1)
    expect(output.printed).toContain('tidegate adversarial import')
    await adversarialImportCommand(join(folder, 'data', 'set.jsonl'), { config: config() })
    expect(await text('data/set.jsonl.plain')).toBe(PLAIN)
    expect((await entries()).map(({ traceId }) => traceId)).toEqual(['p1', 'p2'])
    await adversarialVerifyCommand({ config: config() })
    expect(process.exitCode).toBe(0)
    await expect(
      adversarialImportCommand(join(folder, 'data', 'set.jsonl'), { config: config() }),
    ).rejects.toThrow('found the adversarial set itself')
  })

  it('needs a set to be named in the config', async () => {
    await write('tidegate.yaml', 'store:\n  path: state/tidegate.db\n')
    await expect(adversarialListCommand({ config: config() })).rejects.toThrow(
      'evaluation.adversarial.source',
    )
  })
})

const PLAIN = ['p1', 'p2']
  .map(id => ({
    trace_id: id,
    messages: [
      { role: 'user', content: 'write to bob@example.com' },
      { role: 'assistant', content: 'no' },
    ],
    support_flag: { reason: 'rude' },
  }))
  .map(row => `${JSON.stringify(row)}\n`)
  .join('')

function config(): string {
  return join(folder, 'tidegate.yaml')
}

async function entries() {
  const reading = openLedger((await readConfig(config())).config).ledger.read()
  return reading.kind === 'ledger' ? reading.entries : []
}

async function write(name: string, content: string): Promise<void> {
  await mkdir(join(folder, 'data'), { recursive: true })
  await writeFile(join(folder, name), content)
}

function text(name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8')
}
