import { join } from 'node:path'
import { type SimulatedCandidate, simulateWeek } from '../../simulate/simulate-week.ts'
import { exitCodeOf } from '../../stages/report/exit-code.ts'
import { renderHtml } from '../../stages/report/html.ts'
import { renderJson } from '../../stages/report/json.ts'
import { renderTerminal } from '../../stages/report/terminal.ts'
import { readConfig } from '../read-config.ts'
import { runEvaluation } from '../run-evaluation.ts'
import { renderSuiteScore, scoreSuite } from '../score-suite.ts'
import { writeOutput, writeSource } from '../write-output.ts'
import { writeReports } from '../write-reports.ts'

export type DemoOptions = {
  readonly candidate: SimulatedCandidate
  readonly seed: string
  readonly out: string
  readonly html?: string
  readonly json?: string
}

const CANDIDATES: { readonly [candidate in SimulatedCandidate]: string } = {
  truncating: 'cuts off 12% of the tool calls of multi-step workflows',
  'flag-fault':
    'cuts off 12% of the tool calls of multi-step workflows where the feature flag checkout_v2 is on',
  healthy: 'is as good as production',
}

const TRACES = 5_200
const ADVERSARIAL = 240
const SUITE = 200
/** A fixed week, so that the demo is the same on every day. */
const WEEK_ENDS_AT_MS = Date.UTC(2026, 10, 15)

/**
 * `tidegate demo`: writes a simulated week into a folder, runs the whole pipeline on it offline and shows
 * the verdict beside a static suite's score. Exits 0 once the verdict was shown, whatever it is.
 */
export async function demoCommand(options: DemoOptions): Promise<void> {
  const { out, candidate, seed } = options
  process.stderr.write(
    `simulated traffic: a week of an online shop's support agent, and a candidate that ${
      CANDIDATES[candidate]
    }\n`,
  )
  const week = simulateWeek({
    seed,
    candidate,
    traces: TRACES,
    adversarial: ADVERSARIAL,
    suite: SUITE,
    endsAtMs: WEEK_ENDS_AT_MS,
  })
  await writeSource(join(out, 'production.jsonl'), toJsonLines(week.baseline))
  await writeSource(join(out, 'candidate.jsonl'), toJsonLines(week.candidate))
  await writeSource(join(out, 'adversarial.jsonl'), toJsonLines(week.adversarial))
  await writeSource(join(out, 'suite.jsonl'), toJsonLines(week.suite))
  await writeOutput(join(out, 'tidegate.yaml'), configText(seed))

  const { config } = await readConfig(join(out, 'tidegate.yaml'))
  const evaluation = await runEvaluation(config, process.env)
  const suite = await scoreSuite(join(out, 'suite.jsonl'), join(out, 'candidate.jsonl'))

  const htmlFile = options.html ?? join(out, 'report.html')
  const exitCode = exitCodeOf(evaluation.decision)
  const report = renderTerminal(evaluation, [
    `open ${htmlFile}`,
    `tidegate run -c ${join(out, 'tidegate.yaml')}    the same run (exit code ${exitCode})`,
    'tidegate demo --candidate healthy    a candidate as good as production',
    'tidegate init    a config for your own traces',
  ])
  await writeReports(
    [
      [htmlFile, () => renderHtml(evaluation)],
      [options.json ?? join(out, 'result.json'), () => renderJson(evaluation)],
    ],
    `\n${renderSuiteScore(suite)}\n\n${report}\`tidegate run\` would have exited with ${exitCode}; the demo exits 0.\n`,
  )
}

function toJsonLines(rows: readonly unknown[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}

function configText(seed: string): string {
  return `# Written by \`tidegate demo\`. docs/config.md explains every key.
seed: ${JSON.stringify(seed)}
source: ./production.jsonl
candidate: ./candidate.jsonl
store: { path: ./tidegate.db }
evaluation_pipeline:
  sampling:
    strategy: cluster_stratified
    window_days: 7
    target_size: 2000
    clustering: { algorithm: hdbscan, min_cluster_size: 30 } # a few wordings of one intent are not yet an intent
  evaluation:
    adversarial: { source: ./adversarial.jsonl }
  regression_gates: { delta_threshold: 0.02, adversarial_floor: 0.85 }
`
}
