import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ingestIntoStore } from '../../src/cli/ingest-into-store.ts'
import type { RedactText } from '../../src/privacy/redact-text.ts'
import type { RedactedText } from '../../src/records/redacted-text.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import { rowText } from './bench-rows.ts'

export type MemoryUse = {
  readonly traces: number
  readonly megabytes: number
  readonly seconds: number
  /** Largest resident set of the whole process, in MB of 10^6 bytes. */
  readonly peakMegabytes: number
}

/** Generated rows, handed over 256 KiB at a time, through the path of `tidegate ingest` into a store on disk; privacy off. */
export async function measureMemory(traces: number): Promise<MemoryUse> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-bench-'))
  const store = createSqliteStore(join(folder, 'store'))
  const start = performance.now()
  let bytes = 0
  async function* openFile(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < traces; at += 150) {
      const lines = Array.from({ length: Math.min(150, traces - at) }, (_, index) => rowText(at + index))
      const chunk = Buffer.from(`${lines.join('\n')}\n`)
      bytes += chunk.length
      yield chunk
    }
  }
  try {
    const { accepted } = await ingestIntoStore(
      { format: 'canonical', path: 'a' },
      {
        io: { listFiles: async path => [path], openFile, stdin: openFile },
        store,
        redactText: unredacted,
        isForbiddenId: undefined,
        onWarning: warning => process.stderr.write(`${warning}\n`),
        signal: new AbortController().signal,
      },
    )
    if (accepted !== traces) throw new Error(`Expected ${traces} traces, kept ${accepted}`)
  } finally {
    store.close()
    await rm(folder, { recursive: true, force: true })
  }
  return {
    traces,
    megabytes: Math.round(bytes / 1e6),
    seconds: Math.round((performance.now() - start) / 100) / 10,
    peakMegabytes: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6),
  }
}

/** Texts as they are: what redaction costs is another benchmark's. */
const unredacted: RedactText = Object.assign((text: string) => text as RedactedText, {
  together: (fields: Parameters<RedactText['together']>[0]) => fields.map(({ text }) => text as RedactedText),
  pseudonym: (_entity: unknown, value: string) => value as RedactedText,
  isPrepared: false,
  prepare: async () => undefined,
  counts: () => ({}),
})
