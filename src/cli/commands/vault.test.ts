import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openVault } from '../open-vault.ts'
import { readConfig } from '../read-config.ts'
import { captureOutput } from './__fixtures__/capture-output.ts'
import { revealCommand, vaultDestroyCommand, vaultLogCommand, vaultPurgeCommand } from './vault.ts'

const output = vi.hoisted(() => ({ printed: '', warned: '' }))

// `reveal` writes to standard output itself, past the stream and its gate.
vi.mock('node:fs', async importOriginal => {
  const real = await importOriginal<typeof import('node:fs')>()
  const writeSync = (file: number, data: string): number => {
    if (file !== 1) return real.writeSync(file, data)
    output.printed += data
    return data.length
  }
  return { ...real, writeSync }
})

const TOKEN = '<EMAIL_k1_0123456789ABCDEF>'
const VALUE = 'ann@example.com'

let folder = ''
let config = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-vault-'))
  config = join(folder, 'tidegate.yaml')
  await writeFile(config, 'store: { path: ./tidegate.db }\nprivacy: { vault: { enabled: true } }\n')
  openVault((await readConfig(config)).config).keep(TOKEN, VALUE)
  output.printed = ''
  output.warned = ''
  captureOutput(output)
})

afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = undefined
  await rm(folder, { recursive: true })
})

it('reveals to standard output alone: the file of --json has what became of it, and no file has the value', async () => {
  const json = join(folder, 'r.json')
  await revealCommand(TOKEN, { config, reason: 'asked', json })
  expect(output.printed).toBe(`${VALUE}\n`)
  expect(JSON.parse(await readFile(json, 'utf8'))).toEqual({
    kind: 'tidegate-revealed',
    schemaVersion: 1,
    token: TOKEN,
    result: 'found',
  })
  output.printed = ''
  await revealCommand(TOKEN, { config, reason: 'asked', json: '-' })
  expect(JSON.parse(output.printed)).toMatchObject({ token: TOKEN, result: 'found', value: VALUE })
  expect(output.warned).toBe('')
  for (const name of await readdir(folder)) {
    expect(await readFile(join(folder, name), 'utf8'), name).not.toContain(VALUE)
  }
})

it('says to programs that there is nothing to reveal, and exits 1', async () => {
  await revealCommand('<EMAIL_k1_00>', { config, reason: 'asked', json: '-' })
  expect(JSON.parse(output.printed)).toMatchObject({ result: 'unknown', value: null })
  expect(process.exitCode).toBe(1)
})

it('gives purge, destroy and the record as JSON', async () => {
  const parsed = async (run: Promise<void>): Promise<unknown> => {
    output.printed = ''
    await run
    return JSON.parse(output.printed)
  }
  expect(await parsed(vaultPurgeCommand({ config, json: '-' }))).toEqual({
    kind: 'tidegate-vault-purged',
    schemaVersion: 1,
    erased: 0,
  })
  expect(await parsed(vaultDestroyCommand({ config, reason: 'over', json: '-' }))).toEqual({
    kind: 'tidegate-vault-destroyed',
    schemaVersion: 1,
    destroyed: 1,
  })
  expect(await parsed(vaultLogCommand({ config, json: '-' }))).toMatchObject({
    kind: 'tidegate-vault-log',
    events: [
      { action: 'purge', token: null, result: '0 erased' },
      { action: 'destroy', reason: 'over', result: '1 destroyed' },
    ],
    brokenAt: null,
  })
})

it('says that nothing was revealed when the record is empty', async () => {
  await vaultLogCommand({ config })
  expect(output.printed).toBe('nothing was revealed, purged or destroyed yet\n')
})
