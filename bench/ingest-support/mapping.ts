import { ingest } from '../../src/stages/ingest/ingest.ts'
import type { IngestIo } from '../../src/stages/ingest/ingest-io.ts'
import { median } from '../machine.ts'

export type MappingSpeed = {
  readonly megabytes: number
  readonly bareMegabytesPerSecond: number
  readonly mappedMegabytesPerSecond: number
  /** Share of the speed of a bare `JSON.parse` line loop. */
  readonly share: number
}

/** How fast canonical rows become traces, beside a bare `JSON.parse` loop over the same lines: median of `runs`. */
export async function measureMapping(rows: number, runs: number): Promise<MappingSpeed> {
  const bytes = Buffer.from(Array.from({ length: rows }, (_, index) => rowText(index)).join('\n'))
  const bare: number[] = []
  const mapped: number[] = []
  for (let run = 0; run < runs; run++) {
    bare.push(timed(() => bareLoop(bytes)))
    const start = performance.now()
    let traces = 0
    for await (const row of ingest({ format: 'canonical', path: 'a' }, inChunks(bytes))) {
      if (row.kind === 'trace') traces += 1
    }
    mapped.push((performance.now() - start) / 1000)
    if (traces !== rows) throw new Error(`Expected ${rows} traces, found ${traces}`)
  }
  const megabytes = bytes.length / 1e6
  const [bareSeconds, mappedSeconds] = [median(bare), median(mapped)]
  return {
    megabytes,
    bareMegabytesPerSecond: megabytes / bareSeconds,
    mappedMegabytesPerSecond: megabytes / mappedSeconds,
    share: bareSeconds / mappedSeconds,
  }
}

/** The bytes as a file gives them, 256 KiB at a time. */
function inChunks(bytes: Buffer): IngestIo {
  async function* openFile(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024)
  }
  return { listFiles: async path => [path], openFile, stdin: openFile }
}

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

function bareLoop(bytes: Buffer): void {
  let kept = 0
  for (const line of bytes.toString('utf8').split('\n'))
    kept += Object.keys(JSON.parse(line) as object).length
  if (kept === 0) throw new Error('Expected rows')
}

/** A row like production's: a system prompt, tools, two turns with a call. */
export function rowText(index: number): string {
  const prose = `Order ${index} was placed on Monday and has not arrived; the customer asks where it is and when to expect it. `
  return JSON.stringify({
    trace_id: `bench-${index}`,
    messages: [
      { role: 'system', content: 'You help customers of an online shop. '.repeat(12) },
      { role: 'user', content: prose.repeat(3) },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', name: 'find_order', arguments: { order: index } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: JSON.stringify({ order: index, status: 'shipped' }) },
      { role: 'assistant', content: prose.repeat(4), finish_reason: 'stop' },
    ],
    tools: [
      {
        name: 'find_order',
        description: 'Finds an order.',
        parameters: { type: 'object', properties: { order: { type: 'integer' } } },
      },
    ],
    model: 'gpt-4.1',
    started_at: '2026-11-20T09:00:00Z',
    latency_ms: 1200,
  })
}
