import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CONTROL_TASKS } from '../../src/stages/judge/attacks/control-tasks.ts'
import {
  createAnthropicSimulator,
  createOpenAiSimulator,
  createRealClock,
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

const clock = createRealClock(Date.now)
const GOOD: ReadonlySet<string> = new Set(CONTROL_TASKS.map(({ good }) => good))

const isGood = (answer: string): boolean => GOOD.has(answer) || answer.startsWith('It arrives')

/** Knows the good answers of the control items, of the labelled pairs and of the traces. */
const policy = judgePolicy({
  truth: ({ first, second }) =>
    isGood(first) === isGood(second) ? 'tie' : isGood(first) ? 'first' : 'second',
})

function result() {
  return JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8'))
}

/** A candidate that never says when. */
function writeTraces(): void {
  const rows = Array.from({ length: 24 }, (_, index) => rowText(`t${index}`)).join('')
  bench.write('base.jsonl', rows)
  bench.write('candidate.jsonl', rows.replaceAll('It arrives tomorrow.', 'I do not know.'))
}

const RUN = ['run', '-c', 'tidegate.yaml', '--json', 'out.json'] as const

it('chooses the cheapest judge that people’s labels admit, by the prices of the start', async () => {
  const one = await providers.start(createAnthropicSimulator({ clock, policy }))
  const other = await providers.start(createOpenAiSimulator({ clock, policy }))
  const configure = (priceOfOne: number, priceOfOther: number): void => {
    bench.write(
      'tidegate.yaml',
      `source: ./base.jsonl
candidate: ./candidate.jsonl
models:
  judges: [one/claude-sonnet-4-6, other/gpt-4.1]
  endpoints:
    one: { protocol: anthropic, base_url: "${one.baseUrl}/v1", usd_per_million_tokens: { input: ${priceOfOne}, output: ${priceOfOne} } }
    other: { protocol: openai, base_url: "${other.baseUrl}/v1", usd_per_million_tokens: { input: ${priceOfOther}, output: ${priceOfOther} } }
cost_controls: { provider_routing: { enabled: true, fallback_order: [anthropic, openai] } }
`,
    )
  }
  configure(1, 2)
  writeTraces()

  const uncalibrated = await tidegate(bench.folder, RUN)
  expect(uncalibrated.status).toBe(2)
  expect(uncalibrated.stderr).toContain('never calibrated')

  const pair = (index: number) => {
    const [good, bad] = [`It arrives on day ${index}.`, `I do not know ${index}.`]
    const label = index % 3 === 0 ? 'tie' : index % 3 === 1 ? 'A' : 'B'
    const [a, b] = label === 'A' ? [good, bad] : label === 'B' ? [bad, good] : [good, `${good} Really.`]
    return JSON.stringify({ id: `p${index}`, prompt: 'When?', response_a: a, response_b: b, label })
  }
  bench.write('labels.jsonl', Array.from({ length: 210 }, (_, index) => `${pair(index)}\n`).join(''))
  const calibrated = await tidegate(bench.folder, [
    'calibrate',
    '--labels',
    'labels.jsonl',
    '-c',
    'tidegate.yaml',
  ])
  expect({ status: calibrated.status, stderr: calibrated.stderr }).toMatchObject({ status: 0 })

  expect((await tidegate(bench.folder, RUN)).status).toBe(1)
  expect(result().manifest.judges[0]).toMatchObject({ provider: 'anthropic', agreement: /weighted kappa 1/ })
  configure(2, 1)
  expect((await tidegate(bench.folder, RUN)).status).toBe(1)
  expect(result().manifest.judges[0]).toMatchObject({ provider: 'openai' })
})

it('asks in one batch job at half the price, control items included', async () => {
  const vendor = await providers.start(createAnthropicSimulator({ clock, policy, batchDurationMs: 200 }))
  bench.write(
    'tidegate.yaml',
    `source: ./base.jsonl
candidate: ./candidate.jsonl
models: { endpoints: { vendor: { protocol: anthropic, base_url: "${vendor.baseUrl}/v1" } } }
evaluation: { freeform: { judge_model: vendor/claude-sonnet-4-6 } }
judge: { mode: batch }
`,
  )
  writeTraces()
  const { status, stderr } = await tidegate(bench.folder, RUN)
  expect({ status, stderr }).toMatchObject({ status: 1 })
  expect(vendor.requests.count('messages')).toBe(0)
  expect(vendor.requests.count('batches.create')).toBe(1)
  expect(vendor.billing.charges.every(({ isBatch }) => isBatch)).toBe(true)
  expect(result().cost.picoUsd).toBe(vendor.billing.totalPicoUsd())
})
