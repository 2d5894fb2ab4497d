import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../errors/store-error.ts'
import { loadOrCreateTenantKey } from './tenant-key.ts'
import { activeTokenKey, listTokenKeys, rotateTokenKey } from './token-keys.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('token keys', () => {
  it('are none before the first use, and then the one of the tenant', () => {
    expect(listTokenKeys(folder)).toEqual([])
    const first = activeTokenKey(folder, randomBytes)
    expect(first).toEqual({ id: 'k1', bytes: loadOrCreateTenantKey(folder, randomBytes) })
    expect(listTokenKeys(folder)).toMatchObject([{ id: 'k1', isActive: true, isExposed: false }])
  })

  it('rotate: the newest is in use, the older ones and the key of everything else stay', () => {
    const tenant = Buffer.from(activeTokenKey(folder, randomBytes).bytes)
    const made = rotateTokenKey(folder, randomBytes)
    expect(made).toMatchObject({ id: 'k2', isActive: true })
    expect(statSync(made.path).mode & 0o777).toBe(0o600)
    const { id, bytes } = activeTokenKey(folder, randomBytes)
    expect([id, bytes.byteLength]).toEqual(['k2', 32])
    expect(Buffer.from(bytes).equals(tenant)).toBe(false)
    expect(tenant.equals(loadOrCreateTenantKey(folder, randomBytes))).toBe(true)
    expect(rotateTokenKey(folder, randomBytes).id).toBe('k3')
    expect(listTokenKeys(folder).map(key => [key.id, key.isActive])).toEqual([
      ['k1', false],
      ['k2', false],
      ['k3', true],
    ])
  })

  it('orders ten keys by number and not by spelling', () => {
    for (let count = 0; count < 10; count += 1) rotateTokenKey(folder, randomBytes)
    expect(activeTokenKey(folder, randomBytes).id).toBe('k11')
    expect(listTokenKeys(folder).at(-1)?.id).toBe('k11')
  })

  it('have a fingerprint that tells keys apart and gives none away', () => {
    activeTokenKey(folder, randomBytes)
    rotateTokenKey(folder, randomBytes)
    const [one, other] = listTokenKeys(folder)
    expect(one?.fingerprint).toMatch(/^[0-9a-f]{16}$/)
    expect(one?.fingerprint).not.toBe(other?.fingerprint)
    const key = Buffer.from(activeTokenKey(folder, randomBytes).bytes).toString('hex')
    expect(key).not.toContain(other?.fingerprint)
  })

  it('say when others may read one, and stop at a file that is no key', () => {
    activeTokenKey(folder, randomBytes)
    chmodSync(join(folder, 'tenant.key'), 0o644)
    expect(listTokenKeys(folder)).toMatchObject([{ isExposed: true }])
    writeFileSync(join(folder, 'tenant.k2.key'), 'short')
    expect(() => activeTokenKey(folder, randomBytes)).toThrow(StoreError)
  })
})
