import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../errors/store-error.ts'
import { lockRuns } from './run-lock.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-lock-'))
  path = join(folder, 'state', 'run.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the lock of runs', () => {
  it('lets runs by hand stand beside each other', () => {
    const first = lockRuns(path, 'beside')
    const second = lockRuns(path, 'beside')
    expect([first, second]).not.toContain(undefined)
    first?.()
    expect(lockRuns(path, 'alone')).toBeUndefined()
    second?.()
    lockRuns(path, 'alone')?.()
  })

  it('lets nobody in beside a run that is alone, until it ends', () => {
    const alone = lockRuns(path, 'alone')
    expect(lockRuns(path, 'beside')).toBeUndefined()
    expect(lockRuns(path, 'alone')).toBeUndefined()
    alone?.()
    const next = lockRuns(path, 'beside')
    expect(next).toBeTypeOf('function')
    next?.()
  })

  it.each(['alone', 'beside'] as const)('is free again when a process that ran %s was killed', async kind => {
    const script = `import { lockRuns } from ${JSON.stringify(new URL('run-lock.ts', import.meta.url).href)}
      const unlock = lockRuns(${JSON.stringify(path)}, ${JSON.stringify(kind)})
      process.stdout.write(unlock === undefined ? 'refused' : 'held')
      setInterval(() => unlock, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = await once(child.stdout, 'data')
    expect(String(said)).toBe('held')
    expect(lockRuns(path, 'alone')).toBeUndefined()
    child.kill('SIGKILL')
    await once(child, 'close')
    const unlock = lockRuns(path, 'alone')
    expect(unlock).toBeTypeOf('function')
    unlock?.()
  })

  it('says where it cannot write', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => lockRuns(join(folder, 'file', 'run.lock'), 'alone')).toThrow(StoreError)
  })
})
