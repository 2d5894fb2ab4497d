import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createAnthropicSimulator,
  createRealClock,
  judgePolicy,
  type Simulator,
} from '../../src/testing/index.ts'
import { createWorkbench } from './command-line.ts'

let bench: ReturnType<typeof createWorkbench>
let judge: Simulator
beforeEach(async () => {
  bench = createWorkbench()
  judge = await createAnthropicSimulator({
    clock: createRealClock(Date.now),
    policy: judgePolicy({ truth: () => 'tie' }),
    keys: ['sk-j'],
  })
})
afterEach(async () => {
  await judge.close()
  bench.dispose()
})

/** Two votes each: fewer than the trial of the hits wants, so that all of them are asked live. */
const TRACES = 30

async function run(request: string, suffix: string) {
  const rows = (answer: string) =>
    Array.from({ length: TRACES }, (_, index) => {
      const messages = [
        { role: 'user', content: `${request} parcel ${1000 + index}?` },
        { role: 'assistant', content: answer },
      ]
      return `${JSON.stringify({ trace_id: `t${index}`, messages, started_at: '2026-11-10T10:00:00Z' })}\n`
    }).join('')
  bench.write(`base${suffix}.jsonl`, rows('It is on the truck to you.'))
  bench.write(`new${suffix}.jsonl`, rows('It stands in our shop.'))
  bench.write(
    'tidegate.yaml',
    `source: ./base${suffix}.jsonl
candidate: ./new${suffix}.jsonl
models: { endpoints: { judges: { protocol: anthropic, base_url: "${judge.baseUrl}/v1", api_key_env: JUDGE_API_KEY } } }
evaluation: { freeform: { judge_model: judges/claude-sonnet-4-6 } }
cost_controls: { semantic_cache: { enabled: true } }
`,
  )
  const child = spawn(
    process.execPath,
    [resolve('src/cli/main.ts'), 'run', '-c', 'tidegate.yaml', '--json', 'out.json'],
    { cwd: bench.folder, env: { PATH: process.env.PATH ?? '', HOME: bench.folder, JUDGE_API_KEY: 'sk-j' } },
  )
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const { judge: account } = JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8'))
  return { stdout, stderr, account }
}

it('votes on a reworded week are found and asked live all the same, and the report tells how often they were wrong', async () => {
  const first = await run('Where is my', '1')
  expect(first.account).toMatchObject({ votes: 2 * TRACES, cached: { semantic: 0 }, semantic: null })
  const reworded = await run('Please, where is my', '2')
  expect(reworded.account.semantic).toMatchObject({ audited: 2 * TRACES, disagreed: 0, falseHitRate: 0 })
  expect(reworded.stdout).toContain(`0 of ${2 * TRACES} audited hits disagree`)
})
