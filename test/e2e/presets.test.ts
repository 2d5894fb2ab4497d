import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type SimulatedCandidate, simulateWeek } from '../../src/simulate/simulate-week.ts'
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
let servers: Server[]
const providers = createProviders()
beforeEach(() => {
  bench = createWorkbench()
  servers = []
})
afterEach(async () => {
  for (const server of servers) await new Promise(done => server.close(done))
  await providers.close()
  bench.dispose()
})

// Five whole weeks through the real command line: minutes on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const CONFIG = ['-c', 'tidegate.yaml'] as const
const WEEK_ENDS_AT_MS = Date.UTC(2026, 10, 15)

/** A week of the simulated shop; production is the same whatever the candidate. */
function writeWeek(candidates: readonly SimulatedCandidate[], traces: number) {
  const weeks = candidates.map(candidate =>
    simulateWeek({ seed: '1', candidate, traces, adversarial: 0, suite: 0, endsAtMs: WEEK_ENDS_AT_MS }),
  )
  const text = (rows: readonly unknown[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('')
  bench.write('base.jsonl', text(weeks[0]?.baseline ?? []))
  for (const [index, week] of weeks.entries()) bench.write(`${candidates[index]}.jsonl`, text(week.candidate))
  return weeks[0]?.baseline ?? []
}

function result(file = 'out.json') {
  return JSON.parse(readFileSync(join(bench.folder, file), 'utf8'))
}

it('stable: a week, drawn by intent, with the next Monday as the next run', () => {
  writeWeek(['healthy'], 400)
  bench.write('tidegate.yaml', 'preset: stable\nsource: ./base.jsonl\ncandidate: ./healthy.jsonl\n')
  const { status, stderr } = bench.run(['run', ...CONFIG, '--json', 'out.json', '--target-size', '200'])
  expect([status, stderr]).toEqual([4, expect.any(String)])
  const { sample, manifest, cost } = result()
  const week = manifest.window.endMs - manifest.window.startMs
  expect(week).toBe(7 * 86_400_000)
  expect(sample.size).toBe(200)
  expect(sample.strata.length).toBeGreaterThan(3)
  expect(cost.picoUsd).toBe(0)
  const { nextRunAt } = JSON.parse(bench.run(['status', ...CONFIG, '--json', '-']).stdout)
  const next = new Date(nextRunAt)
  expect([next.getUTCDay(), next.getUTCHours(), next.getUTCMinutes()]).toEqual([1, 6, 0])
})

it('rapid: seven days drawn by feature flag, and the planted flag is named as the cause', () => {
  writeWeek(['flag-fault'], 1500)
  bench.write('tidegate.yaml', 'preset: rapid\nsource: ./base.jsonl\ncandidate: ./flag-fault.jsonl\n')
  const { status, stdout } = bench.run(['run', ...CONFIG, '--json', 'out.json', '--target-size', '1000'])
  expect([status, stdout]).toEqual([1, expect.any(String)])
  const { sample, flagAttribution } = result()
  const fields = sample.cells.flatMap(({ states }: { readonly states: object }) => Object.keys(states))
  expect(new Set(fields)).toContain('flags.checkout_v2')
  expect(flagAttribution[0]).toMatchObject({ flag: 'checkout_v2', state: 'on', finding: 'carrier' })
  expect(stdout).toMatch(/The regression sits in traffic with checkout_v2=on/)
})

it('compliance: no byte of a real text is stored, and a second detector that is down stops the run', async () => {
  const production = writeWeek(['healthy'], 250)
  const presidio = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      const { text } = JSON.parse(body)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(text.map(() => [])))
    })
  })
  servers.push(presidio)
  await new Promise<void>(done => presidio.listen(0, '127.0.0.1', done))
  const { port } = presidio.address() as AddressInfo
  bench.write('agent.ts', 'export default () => ({ text: "I have opened a ticket for that." })')
  const config = (address: number) => `preset: compliance
source: ./base.jsonl
baseline: { module: ./agent.ts }
candidate: { module: ./agent.ts }
privacy: { presidio: { url: "http://127.0.0.1:${address}" } }
store: { path: ./store/tidegate.db }
`
  bench.write('tidegate.yaml', config(9))
  const stopped = await tidegate(bench.folder, ['run', ...CONFIG, '--target-size', '60'])
  expect(stopped.status).not.toBe(0)
  expect(stopped.stderr).toMatch(/Presidio|detector/i)

  bench.write('tidegate.yaml', config(port))
  const { status, stderr } = await tidegate(bench.folder, [
    'run',
    ...CONFIG,
    '--target-size',
    '60',
    '--json',
    'out.json',
    '--html',
    'out.html',
  ])
  expect([status, stderr]).toEqual([4, expect.any(String)])
  const kept = ['out.json', 'out.html', ...filesOf('store')]
    .map(file => readFileSync(join(bench.folder, file)).toString('latin1').toLowerCase())
    .join('\n')
  expect(sharedRuns(production, kept)).toEqual([])
})

/** Files of a folder of the workbench and those below it. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(join(bench.folder, folder), { withFileTypes: true, recursive: true }).flatMap(entry =>
    entry.isFile() ? [join(entry.parentPath, entry.name).slice(bench.folder.length + 1)] : [],
  )
}

/** Runs of eight words of what real users wrote that a text holds, the first few. */
function sharedRuns(
  rows: readonly { readonly messages: readonly unknown[] }[],
  kept: string,
): readonly string[] {
  const runs = rows.flatMap(({ messages }) =>
    messages.flatMap(message => {
      const { role, content } = message as { readonly role: string; readonly content?: unknown }
      const words = role === 'user' && typeof content === 'string' ? content.toLowerCase().split(/\s+/) : []
      return words.slice(7).map((_, start) => words.slice(start, start + 8).join(' '))
    }),
  )
  if (runs.length < 200) throw new Error(`the week has ${runs.length} runs of words: too few to look for`)
  return [...new Set(runs)].filter(run => holdsWords(kept, run)).slice(0, 3)
}

/** Whole words: `what are then` does not hold `what are the`. */
function holdsWords(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const [before = ' ', after = ' '] = [text[at - 1], text[at + words.length]]
    if (!/\w/.test(before) && !/\w/.test(after)) return true
  }
  return false
}

it('high-volume: the cheapest calibrated judge, asked in batches at half the price, and nothing is asked twice', async () => {
  const clock = createRealClock(Date.now)
  const good: ReadonlySet<string> = new Set(CONTROL_TASKS.map(task => task.good))
  const isGood = (answer: string): boolean => good.has(answer) || answer.startsWith('It arrives')
  const policy = judgePolicy({
    truth: ({ first, second }) =>
      isGood(first) === isGood(second) ? 'tie' : isGood(first) ? 'first' : 'second',
  })
  const dear = await providers.start(createOpenAiSimulator({ clock, policy, batchDurationMs: 100 }))
  const cheap = await providers.start(createAnthropicSimulator({ clock, policy, batchDurationMs: 100 }))
  const configure = (more: string): string =>
    bench.write(
      'tidegate.yaml',
      `preset: high-volume
source: ./base.jsonl
candidate: ./candidate.jsonl
models:
  judges: [dear/gpt-4.1, cheap/claude-haiku-4-5]
  endpoints:
    dear: { protocol: openai, base_url: "${dear.baseUrl}/v1" }
    cheap: { protocol: anthropic, base_url: "${cheap.baseUrl}/v1" }
${more}`,
    )
  const rows = Array.from({ length: 24 }, (_, index) => rowText(`t${index}`)).join('')
  bench.write('base.jsonl', rows)
  bench.write('candidate.jsonl', rows.replaceAll('It arrives tomorrow.', 'I do not know.'))
  const pair = (index: number) => {
    const [right, wrong] = [`It arrives on day ${index}.`, `I do not know ${index}.`]
    const label = index % 3 === 0 ? 'tie' : index % 3 === 1 ? 'A' : 'B'
    const [a, b] =
      label === 'A' ? [right, wrong] : label === 'B' ? [wrong, right] : [right, `${right} Really.`]
    return JSON.stringify({ id: `p${index}`, prompt: 'When?', response_a: a, response_b: b, label })
  }
  bench.write('labels.jsonl', Array.from({ length: 210 }, (_, index) => `${pair(index)}\n`).join(''))
  // People's labels are judged once, and nobody waits a day for that.
  configure('judge: { mode: live }\n')
  const calibrated = await tidegate(bench.folder, ['calibrate', '--labels', 'labels.jsonl', ...CONFIG])
  expect([calibrated.status, calibrated.stderr]).toEqual([0, expect.any(String)])

  configure('')
  const before = cheap.billing.charges.length
  const first = await tidegate(bench.folder, ['run', ...CONFIG, '--json', 'out.json'])
  expect([first.status, first.stderr]).toEqual([1, expect.any(String)])
  const { manifest, cost } = result()
  expect(manifest.judges[0]).toMatchObject({ provider: 'anthropic' })
  const charges = cheap.billing.charges.slice(before)
  // 24 pairs of one question: a judge is asked once, twice the other way round.
  expect(charges.length).toBeGreaterThan(0)
  expect(charges.length).toBeLessThan(24)
  expect(charges.every(({ isBatch }) => isBatch)).toBe(true)
  expect(cost.picoUsd).toBeGreaterThan(0)

  const asked = cheap.billing.charges.length + dear.billing.charges.length
  const again = await tidegate(bench.folder, ['run', ...CONFIG, '--json', 'out.json'])
  expect([again.status, again.stderr]).toEqual([1, expect.any(String)])
  expect(cheap.billing.charges.length + dear.billing.charges.length).toBe(asked)
  expect(result().cost.picoUsd).toBe(0)
})

it('comparison: three candidates beside one baseline, with Holm over them and one report', () => {
  writeWeek(['truncating', 'healthy', 'flag-fault'], 700)
  bench.write(
    'tidegate.yaml',
    `preset: comparison
source: ./base.jsonl
candidates:
  cut: ./truncating.jsonl
  fine: { recorded: ./healthy.jsonl }
  flagged: ./flag-fault.jsonl
sampling: { target_size: 500 }
store: { path: ./store/tidegate.db }
`,
  )
  const { status, stdout, stderr } = bench.run(['run', ...CONFIG, '--json', 'out.json', '--html', 'out.html'])
  expect([status, stderr]).toEqual([0, expect.any(String)])
  const { kind, outcome, candidates, notes } = result()
  expect({ kind, outcome, notes }).toEqual({
    kind: 'tidegate-candidates',
    outcome: 'INCONCLUSIVE',
    notes: [],
  })
  type Row = {
    readonly name: string
    readonly outcome: string
    readonly share: number
    readonly sampleDigest: string
  }
  const byName = new Map(candidates.map((row: Row) => [row.name, row] as const))
  expect(byName.get('cut')).toMatchObject({ outcome: 'FAIL', alone: 'FAIL', share: 1 / 3 })
  expect(byName.get('fine')).toMatchObject({ outcome: 'INCONCLUSIVE', modes: [] })
  expect(new Set(candidates.map(({ sampleDigest }: Row) => sampleDigest)).size).toBe(1)
  expect(stdout.split('\n')[0]).toMatch(/^UNDECIDED: no candidate of 3 .*worse: cut/)
  const page = readFileSync(join(bench.folder, 'out.html'), 'utf8')
  expect(page).toContain('href="./out.fine.html"')
  expect(readFileSync(join(bench.folder, 'out.fine.html'), 'utf8')).toContain('INCONCLUSIVE')

  // Each candidate has a series of its own, and alerts under its own name.
  const series = JSON.parse(bench.run(['trend', ...CONFIG, '--candidate', 'cut', '--json', '-']).stdout)
  expect(series.points).toHaveLength(1)
  expect(series.points[0]).toMatchObject({ outcome: 'FAIL' })
  expect(JSON.parse(bench.run(['trend', ...CONFIG, '--json', '-']).stdout).points).toEqual([])
  expect(bench.run(['trend', ...CONFIG]).stdout).toContain(
    'none of a single candidate: tidegate trend --candidate',
  )
})
