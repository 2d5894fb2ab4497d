import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TraceId } from '../../src/records/ids.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'

const TOKEN = 'a-token-of-enough-length'
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-serve-'))
  const config = 'source: { path: ./production.jsonl }\nstore: { path: ./state/tidegate.db }\n'
  writeFileSync(join(folder, 'tidegate.yaml'), config)
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('tidegate serve', () => {
  it.each([
    ['JSON', (url: string) => new JsonExporter({ url, headers: { authorization: `Bearer ${TOKEN}` } })],
    [
      'protobuf',
      (url: string) => new ProtobufExporter({ url, headers: { authorization: `Bearer ${TOKEN}` } }),
    ],
  ])("stores what OpenTelemetry's own exporter sends as %s, redacted", async (_, exporterOf) => {
    const server = await started('--token-env', 'TIDEGATE_TOKEN', '--quiet-seconds', '1')
    const traceId = await exported(exporterOf(`${server.address}/v1/traces`))
    await storedTraces(server, 1)
    server.process.kill('SIGINT')
    expect(await server.exitCode).toBe(0)
    const store = createSqliteStore(join(folder, 'state/tidegate.db'))
    const trace = store.trace('baseline', traceId as TraceId)
    store.close()
    expect(trace?.messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
    expect(JSON.stringify(trace)).toContain('your order is on its way')
    expect(JSON.stringify(trace)).not.toContain('ann@example.com')
    expect(readdirSync(join(folder, 'state/spool'))).toEqual([])
  })

  it('loses no acknowledged span when it is killed, and stores each trace once after the next start', async () => {
    const server = await started('--token-env', 'TIDEGATE_TOKEN', '--quiet-seconds', '2')
    const acknowledged: string[] = []
    const send = async (worker: number): Promise<void> => {
      for (let index = 0; ; index += 1) {
        const traceId = `${worker}${String(index).padStart(31, 'a')}`
        const answer = await post(server.address, traceId).catch(() => undefined)
        if (answer === undefined) return
        if (answer.ok) acknowledged.push(traceId)
        if (acknowledged.length > 300) server.process.kill('SIGKILL')
      }
    }
    await Promise.all([1, 2, 3, 4].map(send))
    await server.exitCode
    const again = await started('--token-env', 'TIDEGATE_TOKEN', '--quiet-seconds', '1')
    await storedTraces(again, acknowledged.length, true)
    again.process.kill('SIGINT')
    await again.exitCode
    const store = createSqliteStore(join(folder, 'state/tidegate.db'))
    const ids = Array.from(store.traces('baseline'), trace => trace.traceId as string)
    store.close()
    expect(acknowledged.filter(id => !ids.includes(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('hangs up on whoever comes when a thousand are connected, and answers again when they leave', async () => {
    const server = await started('--token-env', 'TIDEGATE_TOKEN')
    const port = Number(new URL(server.address).port)
    const sockets = Array.from({ length: 1_000 }, () => connect(port, '127.0.0.1'))
    await Promise.all(sockets.map(socket => once(socket, 'connect')))
    const late = connect(port, '127.0.0.1')
    late.on('error', () => {})
    late.write('GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    let said = ''
    late.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    await new Promise(done => late.on('close', done))
    expect(said).toBe('')
    for (const socket of sockets) socket.destroy()
    await storedTraces(server, 0)
    server.process.kill('SIGTERM')
    expect(await server.exitCode).toBe(0)
  })

  it('refuses to listen to other machines without a token, with one that is too short, and twice for one store', async () => {
    expect(await refusal('--host', '0.0.0.0')).toContain('--token-env')
    expect(await refusal('--token-env', 'SHORT_TOKEN')).toContain('at least 16')
    const server = await started()
    expect(await refusal('--port', '0')).toContain('Another process receives traces')
    server.process.kill('SIGTERM')
    expect(await server.exitCode).toBe(0)
  })
})

type Started = {
  readonly address: string
  readonly process: ReturnType<typeof spawn>
  readonly exitCode: Promise<number | null>
}

async function started(...options: readonly string[]): Promise<Started> {
  const child = serve('--port', '0', ...options)
  const exitCode = new Promise<number | null>(resolve => child.on('close', resolve))
  const address = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /listens on (\S+)/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    child.on('close', () => reject(new Error(`ended before it listened: ${text}`)))
  })
  return { address, process: child, exitCode }
}

async function refusal(...options: readonly string[]): Promise<string> {
  const child = serve(...options)
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  expect([2, 3]).toContain(code)
  return text
}

function serve(...options: readonly string[]) {
  const main = join(import.meta.dirname, '../../src/cli/main.ts')
  return spawn(process.execPath, [main, 'serve', '-c', 'tidegate.yaml', ...options], {
    cwd: folder,
    env: { ...process.env, TIDEGATE_TOKEN: TOKEN, SHORT_TOKEN: 'short' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Asks until so many traces are stored, and nothing waits when `all`; each answer takes a while, so no sleep is needed. */
async function storedTraces({ address }: Started, least: number, all = false): Promise<void> {
  for (;;) {
    const answer = await fetch(`${address}/api/health`, { headers: { authorization: `Bearer ${TOKEN}` } })
    const { receiver } = (await answer.json()) as { receiver: { storedTraces: number; openTraces: number } }
    if (receiver.storedTraces >= least && (!all || receiver.openTraces === 0)) return
  }
}

async function exported(exporter: SpanExporter): Promise<string> {
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] })
  const span = provider.getTracer('agent').startSpan('chat gpt-5-mini', { attributes: attributes() })
  span.end()
  await provider.shutdown()
  return span.spanContext().traceId
}

function attributes() {
  const message = (role: string, content: string) =>
    JSON.stringify([{ role, parts: [{ type: 'text', content }] }])
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-5-mini',
    'gen_ai.input.messages': message('user', 'where is my order? ann@example.com'),
    'gen_ai.output.messages': message('assistant', 'your order is on its way'),
  }
}

function post(address: string, traceId: string): Promise<Response> {
  const span = {
    traceId,
    spanId: 'b'.repeat(16),
    name: 'chat',
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000001000000000',
    attributes: Object.entries(attributes()).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  }
  return fetch(`${address}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  })
}
