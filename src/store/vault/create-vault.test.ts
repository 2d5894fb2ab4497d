import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVault, type Vault } from './create-vault.ts'
import { createVaultAudit } from './vault-audit.ts'

const TOKEN = '<PERSON_k1_7F3A9C2E>'
const OTHER = '<PERSON_k1_00000000>'
let folder = ''
let nowMs = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-vault-'))
  nowMs = 1_000
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the vault', () => {
  it('gives back what a token stands for, to another process too, and writes it nowhere in the open', () => {
    open().keep(TOKEN, 'Ann Keller')
    expect(open().reveal(TOKEN)).toEqual({ kind: 'found', value: 'Ann Keller' })
    expect(open().reveal(OTHER)).toEqual({ kind: 'unknown' })
    expect(readFileSync(path(), 'latin1')).not.toContain('Keller')
    expect([statSync(path()).mode & 0o777, statSync(keyPath()).mode & 0o777]).toEqual([0o600, 0o600])
  })

  it('makes no file before it keeps a value, and writes a value once', () => {
    const vault = open()
    vault.reveal(TOKEN)
    expect([existsSync(path()), existsSync(keyPath())]).toEqual([false, false])
    vault.keep(TOKEN, 'Ann')
    vault.keep(TOKEN, 'Ann')
    open().keep(TOKEN, 'Ann')
    expect(lines()).toHaveLength(1)
  })

  it('reveals nothing that is too old; purging erases it, and it can be kept again', () => {
    open().keep(TOKEN, 'Ann')
    nowMs += 500
    open().keep(OTHER, 'Bob')
    nowMs += 500
    expect(open().reveal(TOKEN)).toEqual({ kind: 'expired' })
    expect(open().reveal(OTHER)).toEqual({ kind: 'found', value: 'Bob' })
    expect(open().purge()).toBe(1)
    expect([lines().length, open().reveal(TOKEN)]).toEqual([1, { kind: 'unknown' }])
    open().keep(TOKEN, 'Ann')
    expect(open().reveal(TOKEN)).toEqual({ kind: 'found', value: 'Ann' })
  })

  it('leaves nothing readable in a copy once its key is destroyed', () => {
    open().keep(TOKEN, 'Ann')
    const copy = readFileSync(path())
    expect(open().destroy()).toBe(1)
    expect([existsSync(path()), existsSync(keyPath())]).toEqual([false, false])
    writeFileSync(path(), copy)
    expect(open().reveal(TOKEN)).toEqual({ kind: 'unreadable' })
    open().keep(OTHER, 'Bob')
    expect(open().reveal(TOKEN)).toEqual({ kind: 'unreadable' })
  })

  it('opens no line that was moved to another token or made younger', () => {
    open().keep(TOKEN, 'Ann')
    const line = JSON.parse(lines()[0] ?? '') as { token: string; at: number }
    writeFileSync(path(), `${JSON.stringify({ ...line, token: OTHER })}\n`)
    expect(open().reveal(OTHER)).toEqual({ kind: 'unreadable' })
    writeFileSync(path(), `${JSON.stringify({ ...line, at: line.at + 400 })}\n`)
    expect(open().reveal(TOKEN)).toEqual({ kind: 'unreadable' })
  })

  it('leaves out a line that was cut off', () => {
    open().keep(TOKEN, 'Ann')
    appendFileSync(path(), '{"token":"<PERS')
    expect(open().reveal(TOKEN)).toEqual({ kind: 'found', value: 'Ann' })
  })
})

describe('the record of the vault', () => {
  const event = {
    at: '2026-11-23T00:00:00Z',
    who: 'ann',
    action: 'reveal',
    token: TOKEN,
    result: 'found',
  } as const

  it('gives back what was appended, in order, and finds a changed, a removed and a cut line', () => {
    const file = join(folder, 'vault-audit.jsonl')
    const audit = createVaultAudit(file)
    for (const reason of ['one', 'two', 'three']) audit.append({ ...event, reason })
    expect(audit.read().events.map(({ reason }) => reason)).toEqual(['one', 'two', 'three'])
    expect(audit.read().brokenAt).toBeUndefined()
    const [one = '', two = '', three = ''] = readFileSync(file, 'utf8').trim().split('\n')
    writeFileSync(file, `${one}\n${two.replace('two', 'any')}\n${three}\n`)
    expect(audit.read().brokenAt).toBe(3)
    writeFileSync(file, `${one}\n${three}\n`)
    expect(audit.read().brokenAt).toBe(2)
    writeFileSync(file, `${one}\n${two.slice(0, 20)}\n`)
    expect(audit.read().brokenAt).toBe(2)
  })
})

function open(): Vault {
  return createVault({ path: path(), keyPath: keyPath(), ttlMs: 1_000, randomBytes, nowMs: () => nowMs })
}

function path(): string {
  return join(folder, 'vault.jsonl')
}

function keyPath(): string {
  return join(folder, 'vault.key')
}

function lines(): readonly string[] {
  return readFileSync(path(), 'utf8').trim().split('\n')
}
