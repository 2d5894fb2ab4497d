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

/** What production recorded, and what it says today; the candidate still says the former. */
const FAILED = 'It arrives tomorrow.'
const MENDED = 'It was lost; a new one is on its way.'
const GOOD: ReadonlySet<string> = new Set([MENDED, ...CONTROL_TASKS.map(({ good }) => good)])
const clock = createRealClock(Date.now)

it('measures the candidate on the set against production as it answers today, which has mended its failures', async () => {
  const judge = await providers.start(
    createAnthropicSimulator({
      clock,
      keys: ['sk-j'],
      policy: judgePolicy({
        truth: ({ first, second }) => {
          const [one, other] = [GOOD.has(first), GOOD.has(second)]
          return one === other ? 'tie' : one ? 'first' : 'second'
        },
      }),
    }),
  )
  const candidate = await providers.start(
    createOpenAiSimulator({ clock, policy: fixedAnswer(FAILED), keys: ['sk-a'] }),
  )
  const production = await providers.start(
    createOpenAiSimulator({ clock, policy: fixedAnswer(MENDED), keys: ['sk-a'] }),
  )
  const ids = Array.from({ length: 12 }, (_, index) => `t${index}`)
  bench.write('base.jsonl', ids.map(id => rowText(id)).join(''))
  bench.write(
    'set.jsonl',
    ids.map(id => rowText(`f${id}`, { support_flag: { reason: 'it was lost' } })).join(''),
  )
  bench.write(
    'tidegate.yaml',
    `source: ./base.jsonl
candidate: { model: candidates/gpt-5-mini }
models:
  endpoints:
    judges: { protocol: anthropic, base_url: "${judge.baseUrl}/v1", api_key_env: JUDGE_API_KEY }
    candidates: { protocol: openai, base_url: "${candidate.baseUrl}/v1", api_key_env: AGENT_API_KEY }
    productions: { protocol: openai, base_url: "${production.baseUrl}/v1", api_key_env: AGENT_API_KEY }
evaluation:
  freeform: { judge_model: judges/claude-sonnet-4-6, baseline_model: productions/gpt-5 }
  adversarial: { source: ./set.jsonl }
`,
  )
  const { status, stdout } = await tidegate(
    bench.folder,
    ['run', '-c', 'tidegate.yaml', '--json', 'out.json'],
    { JUDGE_API_KEY: 'sk-j', AGENT_API_KEY: 'sk-a' },
  )
  const { gates } = JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8'))
  expect(gates.adversarial).toMatchObject({
    verdict: 'FAIL',
    n: 12,
    passed: 0,
    production: 1,
    paired: { n: 12, won: 0, lost: 12, estimate: -1, alpha: 0.01 },
    compositeParts: { share: 36 / 48, adversarial: -1, endpoint: 'preference', traffic: -0.5 },
  })
  expect(gates.adversarial.composite).toBeCloseTo(0.25 * -0.5 + 0.75 * -1, 12)
  expect(status).toBe(1)
  expect(stdout).toContain('the candidate fails 12 that production gets right today and mends 0')
  expect(stdout).toContain('production today: 100% right')
  expect(stdout).toMatch(/composite of the article: -0\.875 .*the set weighing 75%/)
})
