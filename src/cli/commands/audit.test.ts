import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditQueue } from '../../records/audit.ts'
import { anItem, aQueue } from '../../stages/audit/__fixtures__/queues.ts'
import { auditItemId } from '../../stages/audit/draw-audit.ts'
import { isCandidateFirst } from '../../stages/audit/label-row.ts'
import { csvRecords } from '../../stages/ingest/csv-records.ts'
import { aTrace } from '../../store/ledger/__fixtures__/ledgers.ts'
import { createSqliteStore } from '../../store/sqlite/create-sqlite-store.ts'
import { auditFolderOf, keepAuditQueue, readAuditLabels } from '../audit-files.ts'
import { openLedger } from '../open-ledger.ts'
import { readConfig } from '../read-config.ts'
import { auditDrawCommand, auditImportCommand, auditReportCommand } from './audit.ts'

let folder = ''
let config = ''
let storePath = ''
let printed = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-audit-'))
  config = join(folder, 'tidegate.yaml')
  await writeFile(config, 'store: { path: state/tidegate.db }\naudit: { weekly_size: 20 }\n')
  storePath = (await readConfig(config)).config.store.path
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})

afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

const texts = { request: 'user: "Where, please?"\nnow', baseline: '=1+1', candidate: 'here' }

function drawn(): AuditQueue {
  const items = Array.from({ length: 20 }, (_, i) => anItem(`t${i}`, { texts }))
  return aQueue(items, { drawnAtMs: Date.now() })
}

/** The sheet as somebody fills it in: the candidate is as good, and fails on every fifth. */
function filled(sheet: string): string {
  const [header, ...rows] = csvRecords(sheet, 'sheet.csv')
  return [header?.cells ?? [], ...rows.map(({ cells }) => cells)]
    .map((cells, i) => {
      if (i === 0) return cells.slice(0, 6).join(',')
      const item = cells[0] ?? ''
      const failed = isCandidateFirst(item) ? [i % 5 === 0, false] : [false, i % 5 === 0]
      return [item, 'ann', 'tie', ...failed.map(each => (each ? 'yes' : 'no')), ''].join(',')
    })
    .join('\n')
}

it('draws a sheet, takes it back filled in, and reports on it', async () => {
  await keepAuditQueue(storePath, drawn())
  await auditDrawCommand({ config })
  const sheet = printed
  const rows = csvRecords(sheet, 'sheet.csv')
  expect(rows).toHaveLength(21)
  // A and B hide who is who, and what a spreadsheet would compute stays text.
  const first = rows[1]?.cells ?? []
  const answers = ["'=1+1", 'here']
  expect(first.slice(6)).toEqual([
    texts.request,
    ...(isCandidateFirst(first[0] ?? '') ? answers.toReversed() : answers),
  ])
  expect(sheet).not.toMatch(/candidate|baseline|verdict/)

  const file = join(folder, 'sheet.csv')
  await writeFile(file, filled(sheet))
  printed = ''
  await auditImportCommand(file, { config })
  await auditImportCommand(file, { config })
  expect(printed).toBe(
    '20 labels added, 0 known already, 0 rows without an answer\n0 labels added, 20 known already, 0 rows without an answer\n',
  )
  const labels = await readFile(join(auditFolderOf(storePath), 'labels.jsonl'), 'utf8')
  expect(labels.trimEnd().split('\n')).toHaveLength(20)

  printed = ''
  await auditReportCommand({ config, json: join(folder, 'audit.json') })
  expect(printed).toContain('This week: 20 of 20 labelled, 20 drawn')
  expect(printed).toContain('rate    20% of the traffic without a flag')
  expect(printed).toContain('skew       0.000')
  const json = JSON.parse(await readFile(join(folder, 'audit.json'), 'utf8'))
  expect(json).toMatchObject({ kind: 'tidegate-audit', failures: { rate: { estimate: 0.2, n: 20 } } })
})

it('writes no sheet that a spreadsheet computes, a terminal obeys or a person reads in another order', async () => {
  const request = 'user: \u001b]52;c;aGk=\u0007 \u009b2J \u202etxt\u0000\r\n\tnext'
  const items = ['\n=1+1', '\uff1d1+1', '@SUM(1)', '-1+1'].map((baseline, i) =>
    anItem(`t${i}`, { texts: { request, baseline, candidate: baseline } }),
  )
  await keepAuditQueue(storePath, aQueue(items, { drawnAtMs: Date.now() }))
  await auditDrawCommand({ config })
  expect(printed).not.toMatch(/[^\P{Cc}\n\t]|\u202e/u)
  const [, ...rows] = csvRecords(printed, 'sheet.csv')
  expect(rows.map(({ cells }) => cells[7])).toEqual(
    expect.arrayContaining(["'\n=1+1", "'\uff1d1+1", "'@SUM(1)", "'-1+1"]),
  )
  expect(rows[0]?.cells[6]).toBe('user:  ]52;c;aGk=   2J  txt  \n\tnext')
})

it('lets nobody else of the machine read queues and labels', async () => {
  const queue = drawn()
  await keepAuditQueue(storePath, queue)
  expect((await stat(auditFolderOf(storePath))).mode & 0o777).toBe(0o700)
})

it('asks only for what is not labelled yet', async () => {
  const queue = drawn()
  await keepAuditQueue(storePath, queue)
  const labels = join(folder, 'labels.jsonl')
  await writeFile(labels, JSON.stringify({ item: queue.items[0]?.itemId, rater: 'ann', better: 'A' }))
  await auditImportCommand(labels, { config })
  printed = ''
  await auditDrawCommand({ config })
  expect(csvRecords(printed, 'x')).toHaveLength(20)
  printed = ''
  await auditDrawCommand({ config, rater: 'bo' })
  expect(csvRecords(printed, 'x')).toHaveLength(21)
})

it('keeps the first draw of a run: its items may be labelled', async () => {
  const queue = drawn()
  await keepAuditQueue(storePath, queue)
  await keepAuditQueue(storePath, { ...queue, items: queue.items.slice(1) })
  await auditDrawCommand({ config })
  expect(csvRecords(printed, 'x')).toHaveLength(21)
})

it('imports nothing of a file with a row that cannot be read, and names its line', async () => {
  const queue = drawn()
  await keepAuditQueue(storePath, queue)
  const file = join(folder, 'sheet.csv')
  await writeFile(
    file,
    `item,rater,better\n${queue.items[0]?.itemId},ann,A\n${queue.items[1]?.itemId},ann,neither\n`,
  )
  await expect(auditImportCommand(file, { config })).rejects.toThrow('line 3: better: expected A, B or tie')
  await expect(readFile(join(auditFolderOf(storePath), 'labels.jsonl'), 'utf8')).rejects.toThrow('ENOENT')
})

it('refuses labels of another store, and to draw before a run', async () => {
  await expect(auditDrawCommand({ config })).rejects.toThrow('found none beside the store')
  await keepAuditQueue(storePath, drawn())
  const file = join(folder, 'labels.jsonl')
  await writeFile(file, '{"item":"0123456789abcdef","rater":"ann","better":"tie"}\n')
  await expect(auditImportCommand(file, { config })).rejects.toThrow('found none of 1')
  await expect(auditDrawCommand({ config, run: 'other' })).rejects.toThrow('none named other')
})

describe('--add-failures', () => {
  beforeEach(async () => {
    await writeFile(
      config,
      'store: { path: state/tidegate.db }\nevaluation: { adversarial: { source: data/set.jsonl } }\n',
    )
    await mkdir(join(folder, 'state'), { recursive: true })
    const store = createSqliteStore(storePath)
    store.putTraces('baseline', [aTrace('t0'), aTrace('t1')])
    store.close()
  })

  function rowOf(trace: string, failed: 'candidate' | 'baseline'): string {
    const item = auditItemId('r', trace)
    const isA = isCandidateFirst(item) === (failed === 'candidate')
    return JSON.stringify({ item, rater: 'ann', a_failed: isA, b_failed: !isA })
  }

  it('keeps what people call a failure of production, once, and not one of the candidate alone', async () => {
    await keepAuditQueue(storePath, drawn())
    const file = join(folder, 'labels.jsonl')
    await writeFile(file, [rowOf('t0', 'baseline'), rowOf('t1', 'candidate')].join('\n'))
    await auditImportCommand(file, { config, addFailures: true })
    expect(printed).toContain('failures of production: added 1 trace\n')
    expect(printed).toContain('left out: 1 trace on which the candidate alone fails')
    const { ledger } = openLedger((await readConfig(config)).config)
    expect(ledger.rows()).toMatchObject([{ traceId: 't0', origin: 'audit' }])
    printed = ''
    await auditImportCommand(file, { config, addFailures: true })
    expect(printed).toContain('failures of production: added 0 traces, 1 there already')
    printed = ''
    await auditImportCommand(file, { config, addFailures: true, json: '-' })
    expect(JSON.parse(printed)).toEqual({
      kind: 'tidegate-audit-import',
      schemaVersion: 1,
      added: 0,
      known: 2,
      blank: 0,
      unknown: [],
      failures: { added: [], present: ['t0'], erased: [], unknown: [], candidateAlone: ['t1'] },
    })
  })

  it('keeps no label when there is no set that failures could join', async () => {
    await writeFile(config, 'store: { path: state/tidegate.db }\n')
    await keepAuditQueue(storePath, drawn())
    const file = join(folder, 'labels.jsonl')
    await writeFile(file, rowOf('t0', 'baseline'))
    await expect(auditImportCommand(file, { config, addFailures: true })).rejects.toThrow('adversarial')
    expect(await readAuditLabels(storePath)).toEqual([])
  })
})
