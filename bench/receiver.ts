/**
 * `npm run bench -- receiver [seconds]`: spans per second that `tidegate serve` acknowledges, each of them encrypted and on
 * the disk, and traces per second it then redacts and stores. The sender runs on the same cores.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchResult, median } from './machine.ts'

const TRACES_PER_REQUEST = 20
const SPANS_PER_TRACE = 5
const SENDERS = 4
const TOKEN = 'benchmark-token-0123456789'
const WORDS =
  'my order A72901 has not come yet and I would like to know where it is because the tracking page shows nothing since Monday '

export async function bench([seconds = '8']: readonly string[]): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-bench-'))
  const server = await serve(folder)
  try {
    const sent = await send(server.address, Number(seconds) * 1_000)
    const drained = await drain(server.address, sent.traces)
    return { ...sent, ...drained, spansPerRequest: TRACES_PER_REQUEST * SPANS_PER_TRACE, senders: SENDERS }
  } finally {
    server.kill()
    await server.ended
    rmSync(folder, { recursive: true })
  }
}

async function serve(folder: string) {
  writeFileSync(
    join(folder, 'tidegate.yaml'),
    'source: { path: ./production.jsonl }\nstore: { path: ./state/tidegate.db }\n',
  )
  const main = join(import.meta.dirname, '../src/cli/main.ts')
  const options = ['--port', '0', '--token-env', 'TOKEN', '--quiet-seconds', '20', '--spool-mib', '4096']
  const child = spawn(process.execPath, [main, 'serve', '-c', 'tidegate.yaml', ...options], {
    cwd: folder,
    env: { ...process.env, TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise(resolve => child.on('close', resolve))
  const address = await new Promise<string>(resolve => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /listens on (\S+)/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  return { address, ended, kill: () => child.kill('SIGKILL') }
}

async function send(address: string, forMs: number) {
  const start = performance.now()
  const latencies: number[] = []
  let requests = 0
  let refused = 0
  let bytes = 0
  const worker = async (id: number): Promise<void> => {
    for (let index = 0; performance.now() - start < forMs; index += 1) {
      const body = bodyOf(id, index)
      const sentAt = performance.now()
      const answer = await fetch(`${address}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
        body,
      })
      await answer.arrayBuffer()
      latencies.push(performance.now() - sentAt)
      if (answer.ok) requests += 1
      else refused += 1
      bytes += body.length
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, (_, id) => worker(id)))
  const seconds = (performance.now() - start) / 1_000
  const spans = requests * TRACES_PER_REQUEST * SPANS_PER_TRACE
  const sorted = latencies.toSorted((a, b) => a - b)
  return {
    acknowledgedSpansPerSecond: Math.round(spans / seconds),
    megabytesPerSecond: Math.round(bytes / seconds / 1e5) / 10,
    requestMsP50: Math.round(median(latencies)),
    requestMsP99: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN),
    refused,
    spans,
    traces: requests * TRACES_PER_REQUEST,
  }
}

/** Waits for the quiet period and then for the first tenth of the traces, at least 500, to be redacted and stored. */
async function drain(address: string, traces: number) {
  const enough = Math.min(traces, Math.max(500, Math.round(traces / 10)))
  const stored = async (): Promise<number> => {
    const answer = await fetch(`${address}/api/health`, { headers: { authorization: `Bearer ${TOKEN}` } })
    return ((await answer.json()) as { receiver: { storedTraces: number } }).receiver.storedTraces
  }
  let first = 0
  while (first === 0) first = await stored()
  const start = performance.now()
  let last = first
  while (last < enough) last = await stored()
  const seconds = (performance.now() - start) / 1_000
  const rate = (last - first) / seconds
  return {
    redactedTracesPerSecond: Math.round(rate),
    redactedSpansPerSecond: Math.round(rate * SPANS_PER_TRACE),
  }
}

function bodyOf(worker: number, request: number): string {
  const spans = Array.from({ length: TRACES_PER_REQUEST }, (_, trace) => {
    const traceId = `${worker}${request.toString(16).padStart(20, '0')}${trace.toString(16).padStart(11, 'a')}`
    return Array.from({ length: SPANS_PER_TRACE }, (_, index) => spanOf(traceId, index))
  })
  return JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ scope: { name: 'bench' }, spans: spans.flat() }] }],
  })
}

/** One call of the model with about 400 bytes of conversation, and runs of tools below it. */
function spanOf(traceId: string, index: number) {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } })
  const message = (role: string, content: string) =>
    JSON.stringify([{ role, parts: [{ type: 'text', content }] }])
  return {
    traceId,
    spanId: String(index + 1).padStart(16, 'b'),
    name: index === 0 ? 'chat m' : 'execute_tool get_order',
    kind: 3,
    startTimeUnixNano: `${1_700_000_000 + index}000000000`,
    endTimeUnixNano: `${1_700_000_001 + index}000000000`,
    attributes:
      index === 0
        ? [
            attribute('gen_ai.operation.name', 'chat'),
            attribute('gen_ai.provider.name', 'openai'),
            attribute('gen_ai.request.model', 'm'),
            attribute('gen_ai.input.messages', message('user', `${WORDS}${traceId} ann@example.com`)),
            attribute('gen_ai.output.messages', message('assistant', WORDS)),
          ]
        : [
            attribute('gen_ai.operation.name', 'execute_tool'),
            attribute('gen_ai.tool.name', 'get_order'),
            attribute('gen_ai.tool.call.arguments', '{"order":"A72901"}'),
          ],
    events: [],
    status: {},
  }
}
