import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isCandidateFirst } from '../../src/stages/audit/label-row.ts'
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

const PRODUCTION = 'It arrives tomorrow.'
const CANDIDATE = 'It arrives at some time, as all parcels do.'

/** Prefers the candidate of every pair. */
const FOOLED: ReadonlySet<string> = new Set([CANDIDATE, ...CONTROL_TASKS.map(({ good }) => good)])

function run() {
  return tidegate(bench.folder, ['run', '-c', 'tidegate.yaml', '--json', 'out.json'], {
    JUDGE_API_KEY: 'sk-j',
  })
}

function result() {
  return JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8'))
}

/** What people say who are not fooled, of the first items: production's answer is better, every time. */
function filled(sheet: string, items: number): string {
  const ids = [...sheet.matchAll(/^([0-9a-f]{16}),/gm)].map(([, id]) => id ?? '')
  const rows = ids.slice(0, items).map(id => `${id},${isCandidateFirst(id) ? 'B' : 'A'}\n`)
  return `item,better\n${rows.join('')}`
}

it('labels of people take back what a judge that errs in one direction cleared', async () => {
  const judge = await providers.start(
    createAnthropicSimulator({
      clock: createRealClock(Date.now),
      keys: ['sk-j'],
      policy: judgePolicy({
        truth: ({ first, second }) => {
          const [one, other] = [FOOLED.has(first), FOOLED.has(second)]
          return one === other ? 'tie' : one ? 'first' : 'second'
        },
      }),
    }),
  )
  const ids = Array.from({ length: 90 }, (_, index) => `t${index}`)
  bench.write('base.jsonl', ids.map(id => rowText(id)).join(''))
  bench.write('candidate.jsonl', ids.map(id => rowText(id).replace(PRODUCTION, CANDIDATE)).join(''))
  bench.write(
    'tidegate.yaml',
    `source: ./base.jsonl
candidate: ./candidate.jsonl
models:
  endpoints:
    judges: { protocol: anthropic, base_url: "${judge.baseUrl}/v1", api_key_env: JUDGE_API_KEY }
evaluation: { freeform: { judge_model: judges/claude-sonnet-4-6 } }
audit: { weekly_size: 90 }
`,
  )
  const first = await run()
  expect({ status: first.status, stderr: first.stderr }).toMatchObject({ status: 0 })
  expect(result().audit).toBeNull()
  const before = result().runId

  expect(bench.run(['audit', 'draw', '-c', 'tidegate.yaml', '-o', 'sheet.csv']).status).toBe(0)
  const sheet = readFileSync(join(bench.folder, 'sheet.csv'), 'utf8')
  const label = (items: number): string => {
    bench.write('labels.csv', filled(sheet, items))
    return bench.run(['audit', 'import', 'labels.csv', '-c', 'tidegate.yaml', '--rater', 'ann']).stdout
  }
  expect(label(30)).toContain('30 labels added')

  const second = await run()
  expect({ status: second.status, outcome: result().outcome }).toEqual({ status: 4, outcome: 'INCONCLUSIVE' })
  expect(second.stdout).toContain('but people and judge differ by -1.000')
  expect(second.stdout).toMatch(
    /Judge skew, eight weeks: -1\.000.*ALARM: the judge favours the candidate by more/,
  )
  expect(result().audit).toMatchObject({ skew: { alarm: 'blocks' }, otherLabels: 0 })
  expect(second.stdout).toContain('shown beside, too few labels to resolve the margin')
  expect(result().runId).toBe(before)

  // 84 labels resolve a margin of 0.02 where all say the same; 60 still block, and correct nothing.
  expect(label(90)).toContain('60 labels added, 30 known already')
  const third = await run()
  expect({ status: third.status, outcome: result().outcome }).toEqual({ status: 1, outcome: 'FAIL' })
  expect(third.stdout).toMatch(/Label-corrected difference: -0\.500 .* in place of the judge's own \+0\.500/)
})
