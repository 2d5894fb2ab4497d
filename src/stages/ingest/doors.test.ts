import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { IngestError } from '../../errors/ingest-error.ts'
import { collectTraces } from './collect-traces.ts'
import { canonicalRow, createMemoryIo, toJsonLines } from './memory-io.ts'

function collect(content: string | Uint8Array, path = 'a.jsonl') {
  return collectTraces({ format: 'auto', path }, createMemoryIo({ [path]: content }), { side: 'baseline' })
}

const GOOD = toJsonLines([canonicalRow('t-1')])

describe('what comes through the door', () => {
  it.each([
    ['gzip', gzipSync],
    ['Zstandard', zstdCompressSync],
  ])('is refused when %s unpacks to hundreds of times its size, long before its end', async (_, pack) => {
    const bomb = pack(Buffer.alloc(200 * 1024 * 1024, ' '))
    expect(bomb.length).toBeLessThan(1024 * 1024)
    await expect(collect(bomb)).rejects.toThrow('more than 200 times its size')
    await expect(collect(bomb)).rejects.toThrow(IngestError)
  })

  it('is read when it is Zstandard, and refused when its name alone says so', async () => {
    expect((await collect(zstdCompressSync(GOOD), 'a.jsonl.zst')).traces).toHaveLength(1)
    await expect(collect(GOOD, 'a.jsonl.zst')).rejects.toThrow('Expected Zstandard data')
  })

  it('is refused when it is a ZIP archive, with what to do about spreadsheets and logs of Inspect', async () => {
    const archive = Buffer.from('PK\u0003\u0004 whatever', 'latin1')
    await expect(collect(archive, 'log.eval')).rejects.toMatchObject({
      message: 'Expected traces in `log.eval`, found a ZIP archive',
      hint: expect.stringContaining('inspect log dump'),
    })
  })

  it('leaves every prototype as it was, whatever the keys are called', async () => {
    const keys = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}'
    const rows = [
      `{"trace_id":"a","messages":[{"role":"user","content":"hi",${keys}},{"role":"assistant","content":"ho"}],"flags":{${keys.replaceAll(/\{[^}]*\}+/g, '"x"')}},${keys}}`,
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"ab","spanId":"cd","attributes":[{"key":"__proto__","value":{"kvlistValue":{"values":[{"key":"__proto__","value":{"stringValue":"x"}}]}}},{"key":"llm.input_messages.0.__proto__.polluted","value":{"intValue":1}},{"key":"openinference.span.kind","value":{"stringValue":"LLM"}}]}]}]}],${keys}}`,
    ]
    for (const row of rows) await collect(`${row}\n`).catch(() => undefined)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('may nest 100,000 deep anywhere without overflowing the stack', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    const whole = `{"trace":{"id":"t"},"observations":[{"id":"o","type":"GENERATION","input":${JSON.stringify(deep)},"output":${deep}}]}`
    await expect(collect(whole, 'a.json')).rejects.toThrow('JSON nested deeper than 200')
    const text = `{"trace":{"id":"t"},"observations":[{"id":"o","type":"GENERATION","input":${JSON.stringify(deep)},"output":"ok"}]}`
    expect((await collect(text, 'a.json')).traces[0]?.messages[0]).toMatchObject({ role: 'user', text: deep })
  })
})
