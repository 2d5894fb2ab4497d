import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { IngestError } from '../../errors/ingest-error.ts'
import { collectTraces } from './collect-traces.ts'
import { createFileIo } from './create-file-io.ts'
import { canonicalRow, toJsonLines } from './memory-io.ts'

function folderOf(files: { readonly [path: string]: string | Uint8Array }) {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'tidegate-ingest-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder.path, path, '..'), { recursive: true })
    writeFileSync(join(folder.path, path), content)
  }
  return folder
}

function collectIn(cwd: string, path: string | readonly string[]) {
  return collectTraces({ format: 'canonical', path }, createFileIo({ cwd }), { side: 'baseline' })
}

const ONE = toJsonLines([canonicalRow('t-1')])
const TWO = toJsonLines([canonicalRow('t-2')])

describe('files below the working folder', () => {
  it('match a glob by name, plain and gzipped, each once, folders left out', async () => {
    using folder = folderOf({ 'runs/b.jsonl': TWO, 'runs/a.jsonl': gzipSync(ONE), 'runs/c.jsonl/x': 'no' })
    const { traces, report } = await collectIn(folder.path, ['runs/*.jsonl', 'runs/b.jsonl'])
    expect(traces.map(trace => trace.traceId)).toEqual(['t-1', 't-2'])
    expect(report.filtered.duplicate).toBe(0)
  })

  it('may have names that read like a glob', async () => {
    using folder = folderOf({ 'run[1].jsonl': ONE, 'run1.jsonl': TWO })
    const { traces } = await collectIn(folder.path, 'run[1].jsonl')
    expect(traces.map(trace => trace.traceId)).toEqual(['t-1'])
  })

  it('are named in the report by the shortest ending of their path that tells them apart', async () => {
    using folder = folderOf({ 'mon/a.jsonl': `${ONE}x`, 'tue/a.jsonl': `${TWO}x`, 'tue/b.jsonl': 'x' })
    const { report } = await collectIn(folder.path, '**/*.jsonl')
    expect(report.rejected.map(row => row.file)).toEqual(['mon/a.jsonl', 'tue/a.jsonl', 'b.jsonl'])
  })

  it('are refused when the path is a folder', async () => {
    using folder = folderOf({ 'runs/a.jsonl': ONE })
    await expect(collectIn(folder.path, 'runs')).rejects.toThrow(IngestError)
    await expect(collectIn(folder.path, 'runs')).rejects.toThrow('it is a folder')
  })

  it('are a config error when a glob matches nothing', async () => {
    using folder = folderOf({ 'a.jsonl': ONE })
    await expect(collectIn(folder.path, 'runs/*.jsonl')).rejects.toThrow(
      'Expected `runs/*.jsonl` to name at least one file',
    )
  })
})

it('reads nothing from a standard input that was not handed in', async () => {
  await expect(collectIn(tmpdir(), '-')).rejects.toThrow('Expected traces in standard input, found it empty')
})
