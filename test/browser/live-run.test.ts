import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CONTROL_TASKS } from '../../src/stages/judge/attacks/control-tasks.ts'
import {
  type AnswerPolicy,
  createAnthropicSimulator,
  createRealClock,
  judgePolicy,
  type ShownPair,
} from '../../src/testing/index.ts'
import { createProviders, tidegate } from '../e2e/simulated-providers.ts'
import { openWeek, screenPath } from './open-week.ts'

const PAIRS = 200
/** Two votes a pair, and the control items before them: enough for what is shown from 100 pairs on. */
const HELD_FROM = 400
const GOOD: ReadonlySet<string> = new Set(CONTROL_TASKS.map(({ good }) => good))

it('a run with a judge shows its stages and what it found so far, while it lasts, and then its verdict', async () => {
  const gate = createGate(HELD_FROM, judgePolicy({ truth }))
  const providers = createProviders()
  const judge = await providers.start(
    createAnthropicSimulator({ clock: createRealClock(Date.now), policy: gate.policy, keys: ['sk-j'] }),
  )
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-live-'))
  writeProject(folder, judge.baseUrl)
  const week = await openWeek({ folder })
  try {
    const { page } = week
    await week.go('/live')
    await page.getByText('Nothing is running').waitFor()
    const run = tidegate(folder, ['run', '-c', 'tidegate.yaml'], { JUDGE_API_KEY: 'sk-j' })
    try {
      const stage = page.getByRole('row', { name: /^judge/ })
      await stage.waitFor()
      const texts = page.getByRole('row', { name: /^Texts/ })
      await texts.waitFor()
      const [, estimate, low, high, judged] =
        /([+−\d.]+)\s+\[([+−\d.]+), ([+−\d.]+)\]\s+(\d+)/.exec(await texts.innerText())?.map(numberOf) ?? []
      expect(estimate).toBeGreaterThan(low ?? Number.NaN)
      expect(estimate).toBeLessThan(high ?? Number.NaN)
      // Not the end: the judge holds its further replies back.
      expect(judged).toBeGreaterThanOrEqual(100)
      expect(judged).toBeLessThan(PAIRS)
      expect(await stage.innerText()).toMatch(/^judge\s+\d+ of 200/)
      expect(await stage.getByRole('progressbar').count()).toBe(1)
      expect(await page.getByRole('row', { name: /^embed/ }).innerText()).toContain('✓ done')
      await page.screenshot({ path: screenPath('live-judged-run'), fullPage: true })
    } finally {
      gate.open()
    }
    const { status, stderr } = await run
    expect([status, stderr.includes('error')]).toEqual([4, false])
    await page.getByText('Nothing is running').waitFor()
    const newest = page.getByRole('link', { name: /^UNDECIDED/ })
    await newest.click()
    await page.getByRole('heading', { level: 1, name: /^UNDECIDED/ }).waitFor()
    await page.getByRole('row', { name: /^Votes of the judge/ }).waitFor()
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Runs' }).click()
    await page.getByRole('row', { name: /^run-.* INCONCLUSIVE/ }).waitFor()
    expect(week.complaints).toEqual([])
  } finally {
    await week.close()
    await providers.close()
  }
})

/** The candidate is better on every other day: no number of votes settles it, so that the judge is asked about all pairs. */
function truth({ first, second }: ShownPair): string {
  const [one, other] = [isBetter(first), isBetter(second)]
  return one === other ? 'tie' : one ? 'first' : 'second'
}

function isBetter(answer: string): boolean {
  const day = /on day (\d+)/.exec(answer)?.[1]
  return day === undefined ? GOOD.has(answer) : Number(day) % 2 === 0
}

/** Answers so many calls at once, and the others when it is opened. */
function createGate(free: number, policy: AnswerPolicy) {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  let calls = 0
  const held: AnswerPolicy = async request => {
    calls += 1
    if (calls > free) await opened
    return policy(request)
  }
  return { policy: held, open: () => open() }
}

function writeProject(folder: string, judgeUrl: string): void {
  const rowOf = (index: number, answer: string) =>
    `${JSON.stringify({
      trace_id: `t${index}`,
      started_at: `2026-11-${10 + (index % 4)}T10:00:00Z`,
      messages: [
        { role: 'user', content: `where is my parcel number ${index}?` },
        { role: 'assistant', content: answer },
      ],
    })}\n`
  const rows = Array.from({ length: PAIRS }, (_, index) => index)
  writeFileSync(
    join(folder, 'base.jsonl'),
    rows.map(index => rowOf(index, `Soon, on day ${2 * index + ((index >> 1) % 2)}.`)).join(''),
  )
  writeFileSync(
    join(folder, 'candidate.jsonl'),
    rows.map(index => rowOf(index, `It comes on day ${2 * index + 1 - ((index >> 1) % 2)}.`)).join(''),
  )
  writeFileSync(
    join(folder, 'tidegate.yaml'),
    `seed: live
source: ./base.jsonl
candidate: ./candidate.jsonl
store: { path: ./tidegate.db }
models:
  endpoints:
    judges: { protocol: anthropic, base_url: "${judgeUrl}/v1", api_key_env: JUDGE_API_KEY }
evaluation: { freeform: { judge_model: judges/claude-sonnet-4-6 } }
evaluation_pipeline:
  sampling: { target_size: ${PAIRS} }
cost_controls: { max_weekly_budget_usd: 50 }
`,
  )
}

function numberOf(text: string): number {
  return Number(text.replace('−', '-'))
}
