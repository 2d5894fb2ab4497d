import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CONTROL_TASKS } from '../../src/stages/judge/attacks/control-tasks.ts'
import {
  createAnthropicSimulator,
  createOpenAiSimulator,
  createRealClock,
  fixedAnswer,
  judgePolicy,
  type Simulator,
} from '../../src/testing/index.ts'
import { createWorkbench, rowText } from './command-line.ts'
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

const TRACES = 24
const clock = createRealClock(Date.now)

const GOOD: ReadonlySet<string> = new Set(['It arrives tomorrow.', ...CONTROL_TASKS.map(({ good }) => good)])

/** Knows the good answers of the control items and of these traces. */
const knowsBetter = judgePolicy({
  truth: ({ first, second }) => {
    const [one, other] = [GOOD.has(first), GOOD.has(second)]
    return one === other ? 'tie' : one ? 'first' : 'second'
  },
})

function run(...args: readonly string[]) {
  const keys = { JUDGE_API_KEY: 'sk-j', AGENT_API_KEY: 'sk-a' }
  return tidegate(bench.folder, ['run', '-c', 'tidegate.yaml', '--json', 'out.json', ...args], keys)
}

function result() {
  return JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8'))
}

function configFor(judge: Simulator, agent: Simulator, budgetUsd = 5): void {
  bench.write(
    'tidegate.yaml',
    `source: ./base.jsonl
candidate: { model: agents/gpt-5-mini }
models:
  endpoints:
    judges: { protocol: anthropic, base_url: "${judge.baseUrl}/v1", api_key_env: JUDGE_API_KEY }
    agents: { protocol: openai, base_url: "${agent.baseUrl}/v1", api_key_env: AGENT_API_KEY }
evaluation: { freeform: { judge_model: judges/claude-sonnet-4-6 } }
cost_controls: { max_weekly_budget_usd: ${budgetUsd} }
`,
  )
  const rows = Array.from({ length: TRACES }, (_, index) => rowText(`t${index}`)).join('')
  bench.write('base.jsonl', rows)
}

it('a live candidate is judged by a live judge, every dollar is booked, and a second run pays nothing', async () => {
  const judge = await providers.start(
    createAnthropicSimulator({ clock, policy: knowsBetter, keys: ['sk-j'] }),
  )
  const agent = await providers.start(
    createOpenAiSimulator({ clock, policy: fixedAnswer('I do not know when.'), keys: ['sk-a'] }),
  )
  configFor(judge, agent)
  const first = await run()
  expect({ status: first.status, stderr: first.stderr }).toMatchObject({ status: 1 })
  const { judge: account, cost } = result()
  expect(account).toMatchObject({
    pairs: TRACES,
    votes: 2 * TRACES,
    controls: { verdict: 'valid' },
    firstPositionShare: 0.5,
  })
  expect(cost.picoUsd).toBe(judge.billing.totalPicoUsd() + agent.billing.totalPicoUsd())
  const paid = judge.billing.totalPicoUsd() + agent.billing.totalPicoUsd()
  const second = await run()
  expect(second.status).toBe(1)
  expect(judge.billing.totalPicoUsd() + agent.billing.totalPicoUsd()).toBe(paid)
  expect(result().cost.picoUsd).toBe(0)
})

it('says before the run what it costs, and draws no more than the week pays for', async () => {
  const judge = await providers.start(
    createAnthropicSimulator({ clock, policy: knowsBetter, keys: ['sk-j'] }),
  )
  const agent = await providers.start(
    createOpenAiSimulator({ clock, policy: fixedAnswer('I do not know when.'), keys: ['sk-a'] }),
  )
  configFor(judge, agent, 1.15)
  const plan = await run('--dry-run')
  expect(plan.status).toBe(0)
  expect(plan.stdout).toMatch(/would compare \d+ of 24 traces/)
  expect(plan.stdout).toMatch(/would cost about \$[\d.]+ \(\$[\d.]+ to \$[\d.]+\), at worst \$/)
  expect(plan.stdout).toMatch(/the budget pays for \d+ of 24 traces/)
  const { kind, plans } = result()
  expect([kind, plans.length]).toEqual(['tidegate-plan', 1])
  expect(plan.stdout).toContain(`would compare ${plans[0].sampleSize} of ${plans[0].population} traces`)
  expect(plans[0]).toMatchObject({ candidate: null, forecast: { budget: { isEnough: false } } })
  expect(judge.requests.count() + agent.requests.count()).toBe(0)
  await run()
  const { sample, cost, forecast } = result()
  expect(sample.size).toBeLessThan(24)
  expect(sample.notes.join()).toMatch(/intervals are about \d\.\d+ times as wide/)
  expect(cost.picoUsd).toBeLessThanOrEqual(forecast.high)
  expect(cost.picoUsd).toBe(judge.billing.totalPicoUsd() + agent.billing.totalPicoUsd())
})
