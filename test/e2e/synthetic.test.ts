import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { simulateWeek } from '../../src/simulate/simulate-week.ts'
import type { SimulatedRow } from '../../src/simulate/simulated-row.ts'
import { CONTROL_TASKS } from '../../src/stages/judge/attacks/control-tasks.ts'
import { RUN_LENGTH } from '../../src/stages/synthesise/real-shingles.ts'
import { wordsOf } from '../../src/stages/synthesise/words.ts'
import {
  type AnswerPolicy,
  callsAnswer,
  createAnthropicSimulator,
  createOpenAiSimulator,
  createRealClock,
  judgePolicy,
  textAnswer,
} from '../../src/testing/index.ts'
import { createWorkbench } from './command-line.ts'
import { createProviders, tidegate } from './simulated-providers.ts'

let bench: ReturnType<typeof createWorkbench>
const providers = createProviders()
beforeEach(() => {
  bench = createWorkbench()
})
afterEach(async () => {
  await providers.close()
  bench.dispose()
})

const TRACES = 120
const clock = createRealClock(Date.now)

/** Asks for an order once, and quotes production word for word afterwards. */
function agent(quoted: string, isCut: (text: string) => boolean): AnswerPolicy {
  return ({ messages }) => {
    const last = messages.at(-1)
    if (last?.role !== 'user') return textAnswer(`As always: ${quoted}`)
    const order = /\b[A-Z]\d{5}\b/.exec(last.text)?.[0]
    if (order === undefined) return textAnswer('I will look into it at once.')
    const whole = JSON.stringify({ order_id: order })
    return isCut(last.text)
      ? { ...callsAnswer([{ name: 'get_order', arguments: whole.slice(0, 8) }]), finish: 'length' }
      : callsAnswer([{ name: 'get_order', arguments: whole }])
  }
}

/** Every run of eight words of the texts of these rows. */
function realRuns(rows: readonly SimulatedRow[]): ReadonlySet<string> {
  const runs = new Set<string>()
  for (const { messages, support_flag } of rows) {
    const texts = messages.flatMap(message => [
      message.content,
      ...('tool_calls' in message ? (message.tool_calls ?? []) : []).map(call =>
        JSON.stringify(call.arguments),
      ),
    ])
    for (const text of [...texts, support_flag?.reason ?? '']) for (const run of runsOf(text)) runs.add(run)
  }
  return runs
}

function runsOf(text: string): readonly string[] {
  const words = wordsOf(text)
  return words.flatMap((_, end) =>
    end < RUN_LENGTH - 1 ? [] : [words.slice(end - RUN_LENGTH + 1, end + 1).join(' ')],
  )
}

/** Every file under a folder but the given ones, as text: databases also row by row. */
function writtenUnder(folder: string, inputs: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    if (inputs.includes(name) || !statSync(path).isFile()) continue
    const bytes = readFileSync(path)
    found.set(name, bytes.toString('utf8'))
    if (bytes.subarray(0, 15).toString('latin1') !== 'SQLite format 3') continue
    const database = new DatabaseSync(path, { readOnly: true })
    for (const { name: table } of database
      .prepare("select name from sqlite_master where type = 'table'")
      .all()) {
      database
        .prepare(`select * from "${String(table)}"`)
        .all()
        .forEach((row, at) => {
          const cells = Object.values(row).map(cell =>
            cell instanceof Uint8Array ? Buffer.from(cell).toString('utf8') : String(cell),
          )
          found.set(`${name} ${String(table)} ${at}`, cells.join('\n'))
        })
    }
    database.close()
  }
  return found
}

it('a week under synthetic privacy is judged live, and no file it writes has eight words in a row of the traffic', async () => {
  const week = simulateWeek({
    seed: '1',
    candidate: 'healthy',
    traces: TRACES,
    adversarial: 0,
    suite: 0,
    endsAtMs: Date.UTC(2026, 10, 15),
  })
  const plain = week.baseline.map(({ support_flag: _, ...row }): SimulatedRow => row)
  const rows = plain.map((row, index): SimulatedRow => {
    // Two reported failures: one that no rule sees, and a call that was cut off.
    if (index === TRACES - 1)
      return { ...row, support_flag: { reason: 'the answer sounded rude to the customer who wrote us' } }
    return row === plain.find(hasOneCall) ? cutOff(row) : row
  })
  const quoted = rows[0]?.messages.at(-1)?.content ?? ''
  expect(wordsOf(quoted).length).toBeGreaterThan(RUN_LENGTH)
  const judge = await providers.start(
    createAnthropicSimulator({
      clock,
      policy: judgePolicy({ truth: ({ first, second }) => preferred(first, second) }),
      keys: ['sk-j'],
    }),
  )
  const live = await providers.start(
    createOpenAiSimulator({ clock, policy: agent(quoted, () => true), keys: ['sk-a'] }),
  )
  bench.write('base.jsonl', rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  bench.write(
    'tidegate.yaml',
    `source: ./base.jsonl
candidate: { model: agents/gpt-5-mini }
baseline: { model: agents/gpt-5 }
privacy: { mode: synthetic }
sampling: { target_size: 30 }
adversarial: { source: ./ledger.jsonl }
store: { path: ./store/tidegate.db }
models:
  endpoints:
    judges: { protocol: anthropic, base_url: "${judge.baseUrl}/v1", api_key_env: JUDGE_API_KEY }
    agents: { protocol: openai, base_url: "${live.baseUrl}/v1", api_key_env: AGENT_API_KEY }
evaluation: { freeform: { judge_model: judges/claude-sonnet-4-6 } }
cost_controls: { max_weekly_budget_usd: 50 }
`,
  )
  const run = await tidegate(
    bench.folder,
    ['run', '-c', 'tidegate.yaml', '--json', 'out.json', '--html', 'out.html'],
    { JUDGE_API_KEY: 'sk-j', AGENT_API_KEY: 'sk-a' },
  )
  expect({ status: run.status, stderr: run.stderr }).not.toMatchObject({ status: 2 })
  const { synthetic, sample, adversarialGrowth, manifest } = JSON.parse(
    readFileSync(join(bench.folder, 'out.json'), 'utf8'),
  )
  expect(sample).toMatchObject({ population: TRACES, size: 30 })
  expect(synthetic).toMatchObject({
    requests: TRACES,
    sharedRuns: 0,
    flagged: { reported: 2, reproduced: 1, notReproduced: 0, unverifiable: 1 },
  })
  expect(synthetic.withheldWords).toBeGreaterThan(0)
  expect(synthetic.tiers.distance).toBeLessThan(0.05)
  expect(adversarialGrowth).toMatchObject({ kind: 'grown', added: 1 })
  expect(manifest.substitutions.join()).toContain('synthetic requests stand in for real traces')
  expect(run.stdout).toContain('Synthetic requests')

  const runs = realRuns(rows)
  const written = writtenUnder(bench.folder, ['base.jsonl', 'tidegate.yaml'])
  expect(
    [...written.keys()].filter(name => /out\.html|tidegate\.db trace |ledger/.test(name)).length,
  ).toBeGreaterThan(TRACES)
  const leaks = [...written, ['stdout', run.stdout + run.stderr] as const].flatMap(([name, text]) =>
    runsOf(text).flatMap(found => (runs.has(found) ? [`${name}: ${found}`] : [])),
  )
  expect(leaks).toEqual([])
  const ids = new Set(
    rows.flatMap(({ trace_id, customer_id, session_id }) => [trace_id, customer_id, session_id]),
  )
  const named = [...written].flatMap(([name, text]) =>
    [...new Set(text.match(/[\w-]+/g))].flatMap(word => (ids.has(word) ? [`${name}: ${word}`] : [])),
  )
  expect(named).toEqual([])
  const asked = [...live.requests.records, ...judge.requests.records].flatMap(({ body }) =>
    runsOf(body).filter(found => runs.has(found)),
  )
  expect(asked).toEqual([])
}, 180_000)

/** System, user, call, result, answer. */
function hasOneCall({ messages }: SimulatedRow): boolean {
  return messages.length === 5
}

function cutOff(row: SimulatedRow): SimulatedRow {
  const messages = row.messages.map(message =>
    message.role === 'assistant' && message.tool_calls !== undefined
      ? {
          ...message,
          tool_calls: message.tool_calls.map(call => ({ ...call, arguments: '{"order_' })),
          finish_reason: 'length' as const,
        }
      : message,
  )
  const reason = 'the agent never looked at the order of this customer at all'
  return { ...row, messages, support_flag: { reason } }
}

const GOOD: ReadonlySet<string> = new Set(CONTROL_TASKS.map(({ good }) => good))

function preferred(first: string, second: string) {
  const [one, other] = [GOOD.has(first), GOOD.has(second)]
  return one === other ? 'tie' : one ? 'first' : 'second'
}
