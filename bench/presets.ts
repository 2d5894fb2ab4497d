/**
 * `npm run bench -- presets [--only NAME] [--traces N] [--json]`: what a run under each preset costs, in time and in a judge's
 * prices, on simulated weeks through the real command line. The judge is a simulated provider on this machine, billed by
 * the price table. `high-volume` gets one day of more than 10,000 traces and runs twice.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { PRESET_NAMES, type PresetName } from '../src/config/presets/presets.ts'
import { type SimulatedCandidate, simulateWeek } from '../src/simulate/simulate-week.ts'
import {
  createAnthropicSimulator,
  createRealClock,
  judgePolicy,
  type Simulator,
} from '../src/testing/index.ts'
import { type BenchResult, createClock } from './machine.ts'

const WEEK_ENDS_AT_MS = Date.UTC(2026, 10, 15)
const DAY_MS = 86_400_000
const HIGH_VOLUME = 10_500
const AGENT = 'export default () => ({ text: "I have opened a ticket for that." })'

export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: { only: { type: 'string' }, traces: { type: 'string', default: '1000' } },
  })
  const clock = createClock()
  const rows = []
  for (const preset of PRESET_NAMES.filter(name => values.only === undefined || name === values.only))
    rows.push(...(await measure(preset, preset === 'high-volume' ? HIGH_VOLUME : Number(values.traces))))
  return { ...clock(), rows }
}

async function measure(preset: PresetName, traces: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-presets-'))
  const judge = await createAnthropicSimulator({
    clock: createRealClock(Date.now),
    policy: judgePolicy({ truth: () => 'tie' }),
    batchDurationMs: 500,
  })
  const presidio = await startPresidio()
  try {
    writeTraces(folder, preset, traces)
    writeFileSync(join(folder, 'tidegate.yaml'), configOf(preset, judge, presidio.port))
    const runs = preset === 'high-volume' ? ['first', 'again'] : ['first']
    const rows = []
    for (const run of runs) rows.push({ preset, run, traces, ...(await measureRun(folder, judge)) })
    return rows
  } finally {
    presidio.close()
    await judge.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureRun(folder: string, judge: Simulator) {
  const [chargesBefore, picoBefore] = [judge.billing.charges.length, judge.billing.totalPicoUsd()]
  const startedAtMs = Date.now()
  const stderr = await command(folder, ['run', '-c', 'tidegate.yaml', '--json', 'out.json'])
  const seconds = (Date.now() - startedAtMs) / 1000
  const document = readJson(join(folder, 'out.json'), stderr)
  const charges = judge.billing.charges.slice(chargesBefore)
  return {
    drawn: document.sample?.size ?? null,
    outcome: document.outcome,
    seconds,
    judgeCalls: charges.length,
    batched: charges.filter(({ isBatch }) => isBatch).length,
    usd: (judge.billing.totalPicoUsd() - picoBefore) / 1e12,
  }
}

/** A comparison of candidates has no sample of its own. */
type Result = { readonly outcome: string; readonly sample?: { readonly size: number } }

function readJson(path: string, stderr: string): Result {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new Error(`the run wrote no result: ${stderr.slice(-600)}`, { cause })
  }
}

function configOf(preset: PresetName, judge: Simulator, presidioPort: number): string {
  const sides: { readonly [name in PresetName]: string } = {
    stable: 'candidate: ./truncating.jsonl',
    rapid: 'candidate: ./flag-fault.jsonl',
    compliance: `baseline: { module: ./agent.ts }\ncandidate: { module: ./agent.ts }\nprivacy: { presidio: { url: "http://127.0.0.1:${presidioPort}" } }`,
    // Routing needs labels of people (\`tidegate calibrate\`); the judge is named here.
    'high-volume': 'candidate: ./truncating.jsonl\ncost_controls: { provider_routing: { enabled: false } }',
    comparison: 'candidates: { cut: ./truncating.jsonl, fine: ./healthy.jsonl, flagged: ./flag-fault.jsonl }',
  }
  return `preset: ${preset}
source: ./base.jsonl
${sides[preset]}
models: { endpoints: { vendor: { protocol: anthropic, base_url: "${judge.baseUrl}/v1" } } }
evaluation: { freeform: { judge_model: vendor/claude-haiku-4-5 } }
sampling: { target_size: ${preset === 'high-volume' ? 2000 : 500}${preset === 'high-volume' ? ', window_days: 1' : ''} }
store: { path: ./store/tidegate.db }
`
}

function writeTraces(folder: string, preset: PresetName, traces: number): void {
  const text = (rows: readonly { readonly started_at?: unknown }[]): string =>
    rows.map(row => `${JSON.stringify(preset === 'high-volume' ? ofOneDay(row) : row)}\n`).join('')
  const candidates: readonly SimulatedCandidate[] = ['truncating', 'healthy', 'flag-fault']
  for (const candidate of candidates) {
    const week = simulateWeek({
      seed: '1',
      candidate,
      traces,
      adversarial: 0,
      suite: 0,
      endsAtMs: WEEK_ENDS_AT_MS,
    })
    writeFileSync(join(folder, 'base.jsonl'), text(week.baseline))
    writeFileSync(join(folder, `${candidate}.jsonl`), text(week.candidate))
  }
  writeFileSync(join(folder, 'agent.ts'), AGENT)
}

/** The week squeezed into its last day. */
function ofOneDay(row: { readonly started_at?: unknown }) {
  const before = WEEK_ENDS_AT_MS - Date.parse(String(row.started_at))
  return {
    ...row,
    started_at: new Date(WEEK_ENDS_AT_MS - Math.min(DAY_MS - 1, Math.ceil(before / 7))).toISOString(),
  }
}

/** A second detector that is there and finds nothing. */
async function startPresidio() {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(JSON.parse(body).text.map(() => [])))
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

async function command(folder: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [resolve('src/cli/main.ts'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  await new Promise(done => child.on('close', done))
  return stderr
}
