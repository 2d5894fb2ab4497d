import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../errors/store-error.ts'
import { loadOrCreateTenantKey } from './tenant-key.ts'

let folder = ''

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'tidegate-key-')), 'state')
})

afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const filledWith = (value: number) => (size: number) => new Uint8Array(size).fill(value)

describe('loadOrCreateTenantKey', () => {
  it('creates 32 bytes readable by the owner alone, and nothing else', () => {
    expect(loadOrCreateTenantKey(folder, filledWith(7))).toEqual(new Uint8Array(32).fill(7))
    expect(statSync(join(folder, 'tenant.key')).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['tenant.key'])
  })

  it('gives the first key to everybody who comes later', () => {
    loadOrCreateTenantKey(folder, filledWith(1))
    expect(loadOrCreateTenantKey(folder, filledWith(2))).toEqual(new Uint8Array(32).fill(1))
  })

  it('yields to a key that another process put there in the meantime', () => {
    let isFirst = true
    const raced = (size: number) => {
      if (isFirst) {
        isFirst = false
        loadOrCreateTenantKey(folder, filledWith(9))
      }
      return new Uint8Array(size).fill(3)
    }
    expect(loadOrCreateTenantKey(folder, raced)).toEqual(new Uint8Array(32).fill(9))
    expect(readdirSync(folder)).toEqual(['tenant.key'])
  })

  it('refuses a key file of another size rather than replacing it', () => {
    loadOrCreateTenantKey(folder, filledWith(1))
    writeFileSync(join(folder, 'tenant.key'), 'short')
    expect(() => loadOrCreateTenantKey(folder, filledWith(2))).toThrow(/Expected 32 bytes .* found 5/)
    expect(readFileSync(join(folder, 'tenant.key'), 'utf8')).toBe('short')
  })

  it('is a StoreError when the folder is a file', () => {
    writeFileSync(folder, '')
    expect(() => loadOrCreateTenantKey(folder, filledWith(1))).toThrow(StoreError)
  })
})
