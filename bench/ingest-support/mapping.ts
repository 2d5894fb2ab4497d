import { ingestBatches } from '../../src/stages/ingest/ingest.ts'
import type { IngestIo } from '../../src/stages/ingest/ingest-io.ts'
import type { SourceSpec } from '../../src/stages/ingest/source-spec.ts'
import { median } from '../machine.ts'
import { otlpText, rowText } from './bench-rows.ts'

export type MappingSpeed = {
  readonly source: string
  readonly megabytes: number
  readonly bareMegabytesPerSecond: number
  readonly mappedMegabytesPerSecond: number
  /** Share, in CPU time, of the speed of a bare `JSON.parse` line loop: median over the pairs of runs, which stand one after the other. */
  readonly share: number
  /** The same for the fastest run of each: what is left when the machine has other work. */
  readonly shareOfFastest: number
}

const MAP = {
  id: '/trace_id',
  messages: '/messages',
  tools: '/tools',
  model: '/model',
  started_at: '/started_at',
}

/** The sources measured: canonical rows, the same rows through a mapping, and OTLP requests of one trace each. */
const SOURCES: readonly {
  readonly name: string
  readonly spec: SourceSpec
  readonly line: typeof rowText
}[] = [
  { name: 'canonical', spec: { format: 'canonical', path: 'a' }, line: rowText },
  { name: 'messages', spec: { format: 'messages', path: 'a', map: MAP }, line: rowText },
  { name: 'otlp', spec: { format: 'otlp', path: 'a' }, line: otlpText },
]

/** How fast rows become traces, beside a bare `JSON.parse` loop over the same lines. */
export async function measureMapping(rows: number, runs: number): Promise<readonly MappingSpeed[]> {
  const speeds: MappingSpeed[] = []
  for (const source of SOURCES) speeds.push(await measureSource(source, rows, runs))
  return speeds
}

async function measureSource(
  { name, spec, line }: (typeof SOURCES)[number],
  rows: number,
  runs: number,
): Promise<MappingSpeed> {
  const bytes = Buffer.from(Array.from({ length: rows }, (_, index) => line(index)).join('\n'))
  const bare: number[] = []
  const mapped: number[] = []
  // Unmeasured once: compiling is no part of either speed.
  bareLoop(bytes)
  await mapAll(bytes, spec, rows)
  for (let run = 0; run < runs; run++) {
    bare.push(await timed(async () => bareLoop(bytes)))
    mapped.push(await timed(async () => mapAll(bytes, spec, rows)))
  }
  const megabytes = bytes.length / 1e6
  return {
    source: name,
    megabytes: rounded(megabytes),
    bareMegabytesPerSecond: rounded(megabytes / median(bare)),
    mappedMegabytesPerSecond: rounded(megabytes / median(mapped)),
    share: rounded(median(bare.map((seconds, run) => seconds / (mapped[run] ?? Number.NaN)))),
    shareOfFastest: rounded(Math.min(...bare) / Math.min(...mapped)),
  }
}

async function mapAll(bytes: Buffer, spec: SourceSpec, expected: number): Promise<void> {
  let traces = 0
  for await (const rows of ingestBatches(spec, inChunks(bytes))) {
    for (const row of rows) if (row.kind === 'trace') traces += 1
  }
  if (traces !== expected) throw new Error(`Expected ${expected} traces, found ${traces}`)
}

/** The bytes as a file gives them, 256 KiB at a time. */
function inChunks(bytes: Buffer): IngestIo {
  async function* openFile(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024)
  }
  return { listFiles: async path => [path], openFile, stdin: openFile }
}

/** Seconds of CPU, the collection of garbage included: on the wall other work on the machine would count. */
async function timed(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

function bareLoop(bytes: Buffer): void {
  let kept = 0
  for (const line of bytes.toString('utf8').split('\n'))
    kept += Object.keys(JSON.parse(line) as object).length
  if (kept === 0) throw new Error('Expected rows')
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
