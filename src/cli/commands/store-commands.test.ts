import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createProgram } from '../create-program.ts'
import { type CapturedOutput, captureOutput } from './__fixtures__/capture-output.ts'
import { ingestCommand } from './ingest.ts'
import { keysExportIdCommand, keysListCommand, keysRotateCommand } from './keys.ts'
import { scheduleNextCommand } from './schedule.ts'

let folder = ''
let config = ''
let output: CapturedOutput

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-json-'))
  config = join(folder, 'tidegate.yaml')
  await writeFile(config, 'store: { path: ./tidegate.db }\nschedule: { cron: "0 6 * * 1", time_zone: UTC }\n')
  await writeFile(join(folder, 'week.jsonl'), `${ROWS}{"id":"none"}\n`)
  output = captureOutput()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const ROWS = ['t1', 't2']
  .map(id => ({
    trace_id: id,
    messages: [
      { role: 'user', content: 'where is my parcel' },
      { role: 'assistant', content: 'on its way' },
    ],
  }))
  .map(row => `${JSON.stringify(row)}\n`)
  .join('')

describe('--json -', () => {
  it('has what ingest kept and what not, without folders; people read standard error', async () => {
    await ingestCommand([join(folder, 'week.jsonl')], { config, json: '-' })
    expect(JSON.parse(output.printed)).toMatchObject({
      kind: 'tidegate-ingest',
      schemaVersion: 1,
      accepted: 2,
      files: [{ file: 'week.jsonl', format: 'canonical' }],
      rejected: { total: 1, rows: [{ file: 'week.jsonl', line: 3 }] },
    })
    expect(output.printed).not.toContain(folder)
    expect(output.warned).toContain('2 traces kept, redacted')
  })

  it('has the keys, the new one, and the one in use', async () => {
    await ingestCommand([join(folder, 'week.jsonl')], { config, json: join(folder, 'i.json') })
    expect(JSON.parse(await readFile(join(folder, 'i.json'), 'utf8'))).toMatchObject({ accepted: 2 })
    const parsed = async (run: Promise<void>) => {
      output.printed = ''
      await run
      return JSON.parse(output.printed)
    }
    const { key } = await parsed(keysRotateCommand({ config, json: '-' }))
    expect(key).toMatchObject({ id: 'k2', isActive: true })
    const { keys, kind } = await parsed(keysListCommand({ config, json: '-' }))
    expect(kind).toBe('tidegate-keys')
    expect(keys).toMatchObject([{ id: 'k1', isActive: false }, key])
    expect(await parsed(keysExportIdCommand({ config, json: '-' }))).toEqual({
      kind: 'tidegate-key-id',
      schemaVersion: 1,
      id: 'k2',
      fingerprint: key.fingerprint,
    })
  })

  it('has what became of a price list, although `prices` itself takes the option too', async () => {
    const price = { input_cost_per_token: 3e-6, output_cost_per_token: 1.5e-5, mode: 'chat' }
    const list = join(folder, 'list.json')
    await writeFile(list, JSON.stringify({ m1: { ...price, litellm_provider: 'anthropic' } }))
    const args = ['prices', 'update', list, '-c', config, '--json', '-']
    await createProgram().parseAsync(args, { from: 'user' })
    expect(JSON.parse(output.printed)).toMatchObject({
      kind: 'tidegate-prices-update',
      path: join(folder, 'prices.json'),
      prices: 1,
      leftOut: [],
    })
    expect(output.warned).toContain('next: tidegate prices')
  })

  it('has the next times of the schedule', async () => {
    await scheduleNextCommand({ config, count: 3, json: '-' })
    const { kind, timesMs } = JSON.parse(output.printed)
    expect(kind).toBe('tidegate-schedule')
    expect(timesMs.map((ms: number) => new Date(ms).getUTCDay())).toEqual([1, 1, 1])
    expect(output.warned).toContain('0 6 * * 1, UTC')
  })
})
