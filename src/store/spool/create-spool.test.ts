import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../errors/store-error.ts'
import { createSpool } from './create-spool.ts'
import type { Spool } from './spool.ts'

const tenantKey = Buffer.alloc(32, 7)
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-spool-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('createSpool', () => {
  it('gives back to the next process what was appended, in order, and nothing that was released', async () => {
    const spool = open()
    const seqs = await Promise.all(['one', 'two', 'three'].map(text => spool.append(Buffer.from(text))))
    expect(seqs).toEqual([0, 1, 2])
    await spool.settle([], [1])
    await spool.close()
    // Records are erased with their segment: until then a released one comes again.
    expect(textsOf(open())).toEqual(['one', 'two', 'three'])
  })

  it('erases a segment when every record in it is released, the one being written too', async () => {
    const spool = open()
    const seqs = [await spool.append(Buffer.from('a')), await spool.append(Buffer.from('b'))]
    await spool.settle([], [seqs[0] ?? -1])
    expect(segments()).toHaveLength(1)
    await spool.settle([], [seqs[1] ?? -1])
    expect([segments(), spool.bytes()]).toEqual([[], 0])
    expect(await spool.append(Buffer.from('c'))).toBe(2)
    await spool.close()
  })

  it('writes nothing in the open, and reads nothing under another key', async () => {
    const spool = open()
    await spool.append(Buffer.from('my card is 4111 1111 1111 1111'))
    await spool.close()
    const path = join(folder, segments()[0] ?? '')
    expect(readFileSync(path).includes('4111')).toBe(false)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const other = createSpool({ folder, tenantKey: Buffer.alloc(32, 8), randomBytes })
    expect(textsOf(other)).toEqual([])
    expect(other.damaged()).toEqual([path])
    await other.settle([], [])
    expect(segments()).toHaveLength(1)
  })

  it('closes a segment that has grown large enough', async () => {
    const spool = open(100)
    for (let index = 0; index < 4; index += 1) await spool.append(Buffer.alloc(60, index))
    expect(segments()).toHaveLength(2)
    await spool.close()
    expect([...open().recover()].map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
  })

  it('leaves out a record that was cut at any byte, and keeps those before it', async () => {
    const spool = open()
    await spool.append(Buffer.from('whole'))
    const kept = statSync(join(folder, segments()[0] ?? '')).size
    await spool.append(Buffer.from('cut'))
    await spool.close()
    const path = join(folder, segments()[0] ?? '')
    const bytes = readFileSync(path)
    for (let length = bytes.byteLength - 1; length >= kept; length -= 1) {
      writeFileSync(path, bytes.subarray(0, length))
      expect(textsOf(open())).toEqual(['whole'])
    }
  })

  it('notices a changed record, reads the others and keeps the segment', async () => {
    const spool = open()
    for (const text of ['one', 'two', 'three']) await spool.append(Buffer.from(text))
    await spool.close()
    const path = join(folder, segments()[0] ?? '')
    const bytes = readFileSync(path)
    // In the second record: the first one has 4 + 12 + 16 + 3 bytes.
    bytes.writeUInt8(bytes.readUInt8(50) ^ 1, 50)
    writeFileSync(path, bytes)
    const again = open()
    const records = [...again.recover()]
    expect(records.length).toBe(2)
    await again.settle(
      [],
      records.map(({ seq }) => seq),
    )
    expect([again.damaged(), segments().length]).toEqual([[path], 1])
  })

  it('remembers which groups were worked off while their segment is needed by others', async () => {
    const spool = open()
    await spool.append(Buffer.from('group a and b'))
    await spool.settle([{ group: 'a', upTo: 0 }], [])
    await spool.close()
    const again = open()
    const records = [...again.recover()]
    expect([again.settledUpTo('a'), again.settledUpTo('b')]).toEqual([0, undefined])
    expect(readFileSync(join(folder, 'settled.log'), 'utf8')).not.toContain('a ')
    await again.settle(
      [{ group: 'b', upTo: 0 }],
      records.map(({ seq }) => seq),
    )
    expect(readdirSync(folder)).toEqual([])
  })

  it('counts on behind a segment of which nothing could be read', async () => {
    const spool = open()
    await spool.append(Buffer.from('x'))
    await spool.close()
    truncateSync(join(folder, segments()[0] ?? ''), 3)
    const again = open()
    expect(textsOf(again)).toEqual([])
    expect(await again.append(Buffer.from('y'))).toBe(1)
    await again.close()
  })

  it('says that it could not write instead of acknowledging', async () => {
    const spool = open()
    rmSync(folder, { recursive: true })
    const error = await spool.append(Buffer.from('x')).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(StoreError)
    writeFileSync(folder, '')
    expect(() => open()).toThrow(StoreError)
  })

  it('acknowledges nothing more once somebody deleted the segment it writes to', async () => {
    const spool = open()
    await spool.append(Buffer.from('a'))
    rmSync(join(folder, segments()[0] ?? ''))
    await expect(spool.append(Buffer.from('b'))).rejects.toThrow(StoreError)
    await spool.close()
  })

  it('loses nothing it acknowledged when the process is killed while writing', async () => {
    const script = `
      import { createSpool } from ${JSON.stringify(join(import.meta.dirname, 'create-spool.ts'))}
      const spool = createSpool({ folder: ${JSON.stringify(folder)}, tenantKey: Buffer.alloc(32, 7), randomBytes: size => crypto.getRandomValues(new Uint8Array(size)), segmentBytes: 5000 })
      for (let worker = 0; worker < 8; worker += 1) void (async () => {
        for (let index = 0; ; index += 1) {
          const text = worker + '-' + index
          await spool.append(Buffer.from(text))
          process.stdout.write(text + '\\n')
        }
      })()
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const acknowledged = await new Promise<string>(resolve => {
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        if (text.length > 2_000) child.kill('SIGKILL')
      })
      child.on('close', () => resolve(text))
    })
    const kept = new Set(textsOf(open()))
    const lines = acknowledged.split('\n').slice(0, -1)
    expect(lines.length).toBeGreaterThan(200)
    expect(lines.filter(line => !kept.has(line))).toEqual([])
  })
})

function open(segmentBytes?: number): Spool {
  return createSpool({ folder, tenantKey, randomBytes, segmentBytes })
}

function segments(): readonly string[] {
  return readdirSync(folder).filter(name => name.endsWith('.spool'))
}

function textsOf(spool: Spool): readonly string[] {
  return Array.from(spool.recover(), ({ body }) => Buffer.from(body).toString('utf8'))
}
