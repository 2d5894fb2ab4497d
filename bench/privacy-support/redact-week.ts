import { availableParallelism } from 'node:os'
import { redactOnly } from '../../src/pipeline/ingest-side.ts'
import { defaultDetectors } from '../../src/privacy/default-detectors.ts'
import { namesDetector } from '../../src/privacy/names/names-detector.ts'
import { createRedactText, type RedactText } from '../../src/privacy/redact-text.ts'
import type { Trace } from '../../src/records/trace.ts'
import { simulateWeek } from '../../src/simulate/simulate-week.ts'
import { collectTraces } from '../../src/stages/ingest/collect-traces.ts'
import { withWorkers } from '../../src/stages/redact/with-workers.ts'

/** Wall time of a run's redaction of so many simulated traces: in one thread, and by a thread per core, their start included. */
export async function redactWeek(count: number) {
  const traces = await readWeek(count)
  const tokenKey = { id: 'k1', bytes: new Uint8Array(32) }
  const create = () => createRedactText({ detectors: [...defaultDetectors, namesDetector], tokenKey })
  const timed = async (redactText: RedactText) => {
    const start = performance.now()
    const redacted = await redactOnly(traces, { redactText })
    return { redacted, seconds: Math.round(performance.now() - start) / 1000 }
  }
  const alone = await timed(create())
  const threads = availableParallelism()
  const settings = { tokenKey, hasNames: true, fields: { deny: [], allow: [] }, hasSurrogates: false }
  const together = await timed(withWorkers(create(), settings, threads))
  return {
    traces: traces.length,
    threads,
    secondsInOneThread: alone.seconds,
    secondsWithWorkers: together.seconds,
    isEqual: JSON.stringify(alone.redacted) === JSON.stringify(together.redacted),
    peakMegabytes: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6),
  }
}

async function readWeek(count: number): Promise<readonly Trace[]> {
  const { baseline } = simulateWeek({
    seed: '1',
    candidate: 'healthy',
    traces: count,
    adversarial: 0,
    suite: 0,
    endsAtMs: Date.UTC(2026, 10, 15),
  })
  async function* openFile() {
    for (const row of baseline) yield Buffer.from(`${JSON.stringify(row)}\n`)
  }
  const io = { listFiles: async (path: string) => [path], openFile, stdin: openFile }
  return (await collectTraces({ format: 'canonical', path: ['week.jsonl'] }, io, { side: 'baseline' })).traces
}
