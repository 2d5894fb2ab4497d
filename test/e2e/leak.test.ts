import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Canaries, makeCanaries } from '../../src/privacy/canaries.ts'
import { createLeakSearch } from '../../src/privacy/find-leaks.ts'
import { CONTROL_TASKS } from '../../src/stages/judge/attacks/control-tasks.ts'
import {
  type AlertReceivers,
  type AnswerPlan,
  type AnswerRequest,
  createAlertReceivers,
  createAnthropicSimulator,
  createOpenAiSimulator,
  createRealClock,
  jsonAnswer,
  judgePolicy,
  textAnswer,
} from '../../src/testing/index.ts'
import { createWorkbench } from './command-line.ts'
import { createProviders, tidegate } from './simulated-providers.ts'

const TRACES = 16
const clock = createRealClock(Date.now)
const providers = createProviders()
const keys = { JUDGE_API_KEY: 'sk-j', AGENT_API_KEY: 'sk-a' }

let bench: ReturnType<typeof createWorkbench>
let receivers: AlertReceivers
let canaries: Canaries
let texts: [string, string][]

beforeEach(async () => {
  bench = createWorkbench()
  receivers = await createAlertReceivers()
  canaries = makeCanaries(randomBytes)
  texts = []
})
afterEach(async () => {
  await providers.close()
  await receivers.close()
  bench.dispose()
})

const GOOD: ReadonlySet<string> = new Set(CONTROL_TASKS.map(({ good }) => good))
const picks = judgePolicy({
  truth: ({ first, second }) =>
    GOOD.has(first) === GOOD.has(second) ? 'tie' : GOOD.has(first) ? 'first' : 'second',
})

/** Right about the control items, no friend of any call, and full of reasons that are none of its business. */
async function talkative(request: AnswerRequest): Promise<AnswerPlan> {
  const reason = `better: ${confession()}`
  const isAboutCalls = request.messages.at(-1)?.text.includes('both sets of tool calls') === true
  if (isAboutCalls) return jsonAnswer({ reason, choice: 'different-neither' })
  const plan = await picks(request)
  return plan.kind === 'answer' ? jsonAnswer({ ...JSON.parse(plan.text), reason }) : plan
}

/** Everything about the made-up person, in a sentence. */
function confession(): string {
  const { name, email, card, iban, key, phone } = canaries
  return `My name is ${name}, mail me at ${email} or call ${phone}. Card ${card}, account ${iban}, key ${key}.`
}

/** Canaries in user text, names and values of arguments, a tool result with headers, a flag, the support's words, the tools offered. */
function rows(answer: string): string {
  const { name, email, card, iban, key, phone } = canaries
  return Array.from({ length: TRACES }, (_, index) => {
    const args = {
      [email]: index,
      customer_name: name,
      pay: { card, [iban]: [key, phone] },
      number: Number(card),
    }
    const result = { owner: name, headers: { Authorization: `Bearer ${key}`, Cookie: `user=${email}` }, iban }
    return `${JSON.stringify({
      trace_id: `t${index}`,
      started_at: '2026-11-10T10:00:00Z',
      session_id: email,
      customer_id: iban.slice(0, 6) + index,
      messages: [
        { role: 'system', content: `You help ${name}.` },
        { role: 'user', content: `${confession()} Where is parcel ${index}?` },
        {
          role: 'assistant',
          content: '',
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'find_order', arguments: JSON.stringify(args) } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: JSON.stringify(result) },
        { role: 'assistant', content: `${answer} ${name}, I wrote to ${email}.` },
      ],
      tools: [
        {
          type: 'function',
          function: {
            name: 'find_order',
            description: `for ${email}`,
            parameters: { type: 'object', properties: { [email]: { type: 'integer', description: key } } },
          },
        },
      ],
      flags: { contact: email },
      outcome: 1,
      ...(index % 6 === 0 ? { support_flag: { reason: `${name} (${phone}) complained, card ${card}` } } : {}),
    })}\n`
  }).join('')
}

/** Every file the runs left, every text they printed and every request that arrived, except what the test itself wrote. */
function sinks(own: readonly string[]): readonly (readonly [string, Uint8Array])[] {
  const files = readdirSync(bench.folder, { recursive: true, encoding: 'utf8' })
    .filter(name => !own.includes(name) && statSync(join(bench.folder, name)).isFile())
    .map(name => [name, readFileSync(join(bench.folder, name))] as const)
  const printed = texts.map(([name, text]) => [name, Buffer.from(text)] as const)
  return [...files, ...printed]
}

function leaks(own: readonly string[]): readonly string[] {
  const search = createLeakSearch(Object.values(canaries))
  const kindOf = new Map(Object.entries(canaries).map(([kind, value]) => [value, kind]))
  return sinks(own).flatMap(([sink, bytes]) =>
    search(bytes).map(({ value, form }) => `${kindOf.get(value)} in ${sink} (${form})`),
  )
}

async function run(title: string, ...args: readonly string[]) {
  const ended = await tidegate(bench.folder, args, keys)
  texts.push([`${title}: stdout`, ended.stdout], [`${title}: stderr`, ended.stderr])
  return ended
}

describe('a full run', () => {
  it('leaves no byte of a planted person anywhere: live candidate, judge, alerts, ledger, audits, reports, logs', async () => {
    // A judge that repeats what it should not know, and an agent that makes up personal data of its own.
    const judge = await providers.start(
      createAnthropicSimulator({ clock, keys: ['sk-j'], policy: talkative }),
    )
    const agent = await providers.start(
      createOpenAiSimulator({
        clock,
        keys: ['sk-a'],
        policy: () => textAnswer(`I do not know. ${confession()}`),
      }),
    )
    const source = `production of ${canaries.email} ${canaries.card}.jsonl`
    bench.write(
      'tidegate.yaml',
      `source: { path: "./${source}", max_rejected: 5 }
candidate: { model: agents/gpt-5-mini }
models:
  endpoints:
    judges: { protocol: anthropic, base_url: "${judge.baseUrl}/v1", api_key_env: JUDGE_API_KEY }
    agents: { protocol: openai, base_url: "${agent.baseUrl}/v1", api_key_env: AGENT_API_KEY }
evaluation:
  freeform: { judge_model: judges/claude-sonnet-4-6 }
  adversarial: { source: ./adversarial.jsonl }
regression_gates: { alert_channels: [hook] }
alerts: { channels: { hook: { type: webhook, target: '${receivers.webhookUrl}' } } }
cost_controls: { max_weekly_budget_usd: 50 }
store: { path: ./state/tidegate.db }
`,
    )
    bench.write(
      source,
      `${rows('It arrives tomorrow,')}{"trace_id": "${canaries.email}", "messages": "${canaries.name}"}\n`,
    )
    const first = await run('run', 'run', '-c', 'tidegate.yaml', '--json', 'out.json', '--html', 'out.html')
    expect(first.stdout).toContain('pairs')
    expect([judge.requests.count() > TRACES, agent.requests.count() >= TRACES]).toEqual([true, true])
    await run('flag', 'flag', 't1', '-c', 'tidegate.yaml', '--reason', confession())
    await run('ledger', 'adversarial', 'add', 't2', '-c', 'tidegate.yaml', '--reason', confession())
    await run('draw', 'audit', 'draw', '-c', 'tidegate.yaml', '-o', 'sheet.csv')
    await run('strata', 'strata', '-c', 'tidegate.yaml', '--json', 'strata.json', '--html', 'strata.html')
    await run('trend', 'trend', '-c', 'tidegate.yaml', '--json', 'trend.json')
    for (const simulator of [judge, agent]) {
      for (const { path, headers, body } of simulator.requests.records) {
        texts.push([`request to ${path}`, `${JSON.stringify(headers)}${body}`])
      }
    }
    for (const { path, headers, body } of receivers.received) {
      texts.push([`alert to ${path}`, `${JSON.stringify(headers)}${body}`])
    }
    expect(receivers.received.length).toBeGreaterThan(0)
    const searched = sinks(['tidegate.yaml', source]).map(([name]) => name)
    for (const sink of [
      'out.json',
      'out.html',
      'sheet.csv',
      'strata.html',
      'adversarial.jsonl',
      'state/tidegate.db',
    ]) {
      expect(searched).toContain(sink)
    }
    expect(leaks(['tidegate.yaml', source])).toEqual([])
    // The search itself can fail: it finds what is there.
    texts.push([
      'planted',
      `${gzipSync(canaries.name).toString('latin1')}${Buffer.from(`x${canaries.card}`).toString('base64')}`,
    ])
    expect(leaks(['tidegate.yaml', source])).toEqual(['card in planted (base64)'])
  }, 300_000)

  it('leaves none when the candidate is a module that throws it', async () => {
    bench.write(
      'tidegate.yaml',
      'source: ./base.jsonl\ncandidate: { module: ./agent.ts }\nstore: { path: ./state/tidegate.db }\n',
    )
    bench.write('base.jsonl', rows('It arrives tomorrow,'))
    bench.write(
      'agent.ts',
      `const said = ${JSON.stringify(confession())}
let count = 0
export default () => {
  count += 1
  if (count % 2 === 0) throw new Error(said)
  return { text: said }
}
`,
    )
    await run('run', 'run', '-c', 'tidegate.yaml', '--json', 'out.json', '--html', 'out.html')
    expect(sinks([]).map(([name]) => name)).toContain('out.json')
    expect(leaks(['tidegate.yaml', 'base.jsonl', 'agent.ts'])).toEqual([])
  })

  it('stops a report that would hold a watched value, and says so', async () => {
    bench.write(
      'tidegate.yaml',
      'source: ./base.jsonl\ncandidate: ./base.jsonl\nprivacy: { canaries: [It arrives tomorrow] }\nstore: { path: ./state/tidegate.db }\n',
    )
    bench.write('base.jsonl', rows('It arrives tomorrow,'))
    const { status, stderr } = await run('run', 'run', '-c', 'tidegate.yaml', '--json', 'out.json')
    expect(status).toBe(3)
    expect(stderr).toMatch(/Expected nothing personal in the store, found CANARY; it was not written/)
    expect(stderr).toMatch(/warning: the egress gate stopped \d+ x CANARY \(store\)/)
    expect(
      createLeakSearch(['It arrives tomorrow'])(readFileSync(join(bench.folder, 'state/tidegate.db'))),
    ).toEqual([])
  })
})

describe('the receiver', () => {
  it('keeps no byte of a planted person in its spool, its store, its answers or what it prints', async () => {
    bench.write('tidegate.yaml', 'source: store\nstore: { path: ./state/tidegate.db }\n')
    const server = await startServer()
    const answers = [await post(server.address, '1'.repeat(32)), await post(server.address, confession())]
    expect(answers[0]?.status).toBe(200)
    for (const [index, answer] of answers.entries()) {
      texts.push([`answer ${index}`, JSON.stringify([...answer.headers]) + (await answer.text())])
    }
    // At this moment the trace is in the spool and nowhere else.
    expect(readdirSync(join(bench.folder, 'state/spool')).length).toBeGreaterThan(0)
    expect(leaks(['tidegate.yaml'])).toEqual([])
    while (!(await storedOne(server.address))) {}
    server.process.kill('SIGINT')
    expect(await server.exitCode).toBe(0)
    texts.push(['the receiver', server.printed()])
    expect(leaks(['tidegate.yaml'])).toEqual([])
  })
})

const TOKEN = 'a-token-of-enough-length'

async function startServer() {
  const main = join(import.meta.dirname, '../../src/cli/main.ts')
  const child = spawn(
    process.execPath,
    [
      main,
      'serve',
      '-c',
      'tidegate.yaml',
      '--port',
      '0',
      '--token-env',
      'TIDEGATE_TOKEN',
      '--quiet-seconds',
      '3',
    ],
    { cwd: bench.folder, env: { ...process.env, TIDEGATE_TOKEN: TOKEN }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let printed = ''
  const exitCode = new Promise<number | null>(resolve => child.on('close', resolve))
  const address = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString()
      const found = /listens on (\S+)/.exec(printed)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('close', () => reject(new Error(`ended before it listened: ${printed}`)))
  })
  return { address, exitCode, process: child, printed: () => printed }
}

/** A span with the person in its messages and in headers; a trace id that is none is refused. */
function post(address: string, traceId: string): Promise<Response> {
  const message = (role: string) =>
    JSON.stringify([{ role, parts: [{ type: 'text', content: confession() }] }])
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-5-mini',
    'gen_ai.input.messages': message('user'),
    'gen_ai.output.messages': message('assistant'),
    'http.request.header.cookie': canaries.key,
    'user.email': canaries.email,
  }
  const span = {
    traceId,
    spanId: 'b'.repeat(16),
    name: `chat ${canaries.name}`,
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000001000000000',
    status: { code: 2, message: `failed for ${confession()}` },
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
    events: [
      {
        name: 'exception',
        timeUnixNano: '1700000000500000000',
        attributes: [{ key: 'exception.message', value: { stringValue: confession() } }],
      },
    ],
  }
  return fetch(`${address}/v1/traces`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${TOKEN}`,
      'x-user': canaries.email,
      cookie: `user=${canaries.card}`,
    },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  })
}

/** Each answer takes a while, so that asking again and again needs no sleep. */
async function storedOne(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/api/health`, { headers: { authorization: `Bearer ${TOKEN}` } })
  const { receiver } = (await answer.json()) as { receiver: { storedTraces: number } }
  return receiver.storedTraces > 0
}
