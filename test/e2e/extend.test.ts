import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CONTROL_TASKS } from '../../src/stages/judge/attacks/control-tasks.ts'
import { createAnthropicSimulator, createRealClock, judgePolicy } from '../../src/testing/index.ts'
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

const TRACES = 30
const GOOD: ReadonlySet<string> = new Set(CONTROL_TASKS.map(({ good }) => good))
/** Sees no difference between the two sides of a trace. */
const policy = judgePolicy({
  truth: ({ first, second }) => {
    const [one, other] = [GOOD.has(first), GOOD.has(second)]
    return one === other ? 'tie' : one ? 'first' : 'second'
  },
})

function answered(index: number, text: string): string {
  const messages = [
    { role: 'user', content: `where is my parcel number ${index}?` },
    { role: 'assistant', content: text },
  ]
  return rowText(`t${index}`, { messages })
}

function configText(baseUrl: string, seed = '"1"'): string {
  return `seed: ${seed}
source: ./base.jsonl
candidate: ./cand.jsonl
models:
  endpoints:
    judges: { protocol: anthropic, base_url: "${baseUrl}/v1", api_key_env: JUDGE_API_KEY }
evaluation: { freeform: { judge_model: judges/claude-sonnet-4-6 } }
sampling: { target_size: 10, extend_to: 20 }
`
}

function severalText(baseUrl: string): string {
  return configText(baseUrl).replace(
    'candidate: ./cand.jsonl',
    'candidates: { one: ./cand.jsonl, two: ./cand.jsonl }',
  )
}

/** Both sides of the week, and the judge. */
async function prepare() {
  const judge = await providers.start(
    createAnthropicSimulator({ clock: createRealClock(Date.now), policy, keys: ['sk-j'] }),
  )
  const rows = Array.from({ length: TRACES }, (_, index) => index)
  bench.write('base.jsonl', rows.map(index => answered(index, 'It arrives tomorrow.')).join(''))
  bench.write('cand.jsonl', rows.map(index => answered(index, `Tomorrow it arrives, no ${index}.`)).join(''))
  return { judge, rows }
}

const call = (...args: readonly string[]) => tidegate(bench.folder, args, { JUDGE_API_KEY: 'sk-j' })
const resultOf = (name: string) => JSON.parse(readFileSync(join(bench.folder, name), 'utf8'))

it('an extension asks about new traces alone, names its parent, and spends what was kept for it', async () => {
  const { judge, rows } = await prepare()
  bench.write('tidegate.yaml', configText(judge.baseUrl))
  const first = await call('run', '-c', 'tidegate.yaml', '--json', 'a.json')
  expect({ status: first.status, stderr: first.stderr }).toMatchObject({ status: 4 })
  const before = resultOf('a.json')
  const asked = judge.requests.count()

  const second = await call('extend', before.runId, '--target-size', '20', '--json', 'b.json')
  expect([0, 4]).toContain(second.status)
  const after = resultOf('b.json')
  expect(after.sample.size).toBe(20)
  expect(after.judge).toMatchObject({ votes: 40, cached: { exact: 20 } })
  expect(judge.requests.count() - asked).toBe(20)
  expect(after.alphaPlan.earlier).toMatchObject([{ runId: before.runId, targetSize: 10 }])
  expect(before.alphaPlan.share.pass + after.alphaPlan.share.pass).toBeCloseTo(1, 9)
  expect(second.stdout).toContain(`Extends ${before.runId}`)

  const paid = judge.requests.count()
  bench.write('tidegate.yaml', configText(judge.baseUrl, '"2"'))
  const other = await call('extend', before.runId, '--target-size', '20')
  expect(other.status).toBe(2)
  expect(other.stderr).toContain(`Expected the config of ${before.runId}`)
  bench.write('tidegate.yaml', configText(judge.baseUrl))
  bench.write(
    'base.jsonl',
    rows
      .slice(5)
      .map(index => answered(index, 'It arrives tomorrow.'))
      .join(''),
  )
  const moved = await call('extend', before.runId, '--target-size', '20')
  expect(moved.status).toBe(2)
  expect(moved.stderr).toContain(`Expected the traces that ${before.runId} drew`)
  expect(judge.requests.count()).toBe(paid)
})

it('several candidates are extended together, and Holm is held to what was kept for the extension', async () => {
  const { judge } = await prepare()
  bench.write('tidegate.yaml', severalText(judge.baseUrl))
  const first = await call('run', '-c', 'tidegate.yaml', '--json', 'a.json')
  expect({ status: first.status, stderr: first.stderr }).toMatchObject({ status: 4 })
  const before = resultOf('a.json')
  expect(before.candidates.map(({ name }: { readonly name: string }) => name)).toEqual(['one', 'two'])

  const second = await call('extend', before.candidates[1].runId, '--target-size', '20', '--json', 'b.json')
  expect([second.status, second.stderr]).toEqual([expect.any(Number), expect.stringContaining('2 of 2')])
  const after = resultOf('b.json')
  expect(after.kind).toBe('tidegate-candidates')
  const runIds = [...before.candidates, ...after.candidates].map(({ runId }) => runId)
  expect(new Set(runIds).size).toBe(4)
  const runs = JSON.parse((await call('runs', '-c', 'tidegate.yaml', '--json', '-')).stdout).runs
  const planOf = (wanted: string) =>
    runs.find(({ runId }: { readonly runId: string }) => runId === wanted).alphaPlan
  for (const [index, { runId }] of before.candidates.entries()) {
    const plan = planOf(after.candidates[index].runId)
    expect(plan).toMatchObject({ comparedCandidates: 2, earlier: [{ runId, targetSize: 10 }] })
    expect(plan.earlier[0].share.pass).toBeCloseTo(2 * planOf(runId).share.pass, 9)
    expect(plan.earlier[0].share.pass + 2 * plan.share.pass).toBeCloseTo(1, 9)
  }

  bench.write('tidegate.yaml', severalText(judge.baseUrl).replace('two:', 'three:'))
  const other = await call('extend', before.candidates[0].runId, '--target-size', '20')
  expect(other.status).toBe(2)
  expect(other.stderr).toContain('Expected a run of the candidates one, three')
})
