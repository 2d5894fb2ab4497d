import { renderCandidatesHtml } from '../stages/report/candidates-html.ts'
import { renderCandidatesJson } from '../stages/report/candidates-json.ts'
import {
  CANDIDATES_HEADER,
  candidateCells,
  candidatesHeadline,
  candidatesReasons,
  deltaLines,
} from '../stages/report/candidates-lines.ts'
import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import { exitCodeOf } from '../stages/report/exit-code.ts'
import { renderHtml } from '../stages/report/html.ts'
import { reportCandidatesInCi } from './report-candidates-in-ci.ts'
import { type ReportFiles, withGithubStep } from './report-evaluation.ts'
import type { RanCandidates } from './run-candidates.ts'
import { tableLines } from './table-lines.ts'
import { writeOutput } from './write-output.ts'

/**
 * Compares several candidates, writes every report that was asked for and prints the decision; the exit code is the one
 * over all of them.
 */
export async function reportCandidates(
  files: ReportFiles,
  configPath: string,
  compare: () => Promise<RanCandidates>,
): Promise<void> {
  await withGithubStep(files.github === true, files.json === '-', async step => {
    const ran = await compare()
    await writeReports(files, configPath, ran)
    await reportCandidatesInCi(files, ran, step)
    process.exitCode = exitCodeOf(ran.comparison)
  })
}

/** `--html` is one file with the table, and one for each candidate beside it. */
async function writeReports(
  { json, html }: Pick<ReportFiles, 'json' | 'html'>,
  configPath: string,
  { comparison, evaluated, earlier }: RanCandidates,
): Promise<void> {
  const deltas = deltaLines(comparison.candidates, earlier)
  if (html !== undefined) {
    const fileOf = (name: string): string => html.replace(/(\.html?)?$/i, `.${name}.html`)
    for (const { name, evaluation } of evaluated) await writeOutput(fileOf(name), renderHtml(evaluation))
    const relative = (name: string): string => `./${fileOf(name).replace(/^.*[\\/]/, '')}`
    await writeOutput(html, renderCandidatesHtml(comparison, deltas, relative))
  }
  const document = renderCandidatesJson(comparison)
  if (json !== undefined && json !== '-') await writeOutput(json, document)
  const lines = [
    candidatesHeadline(comparison),
    `verdict ${comparison.outcome}, exit code ${exitCodeOf(comparison)}`,
    '',
    ...tableLines(CANDIDATES_HEADER, comparison.candidates.map(candidateCells), []),
    '',
    'Why',
    ...candidatesReasons(comparison).map(line => `  ${line}`),
    ...(deltas.length === 0 ? [] : ['', 'Earlier windows', ...deltas.map(line => `  ${line}`)]),
    '',
    'Next',
    ...comparison.candidates.map(
      ({ name }) =>
        `  tidegate trend -c ${configPath} --candidate ${name}    this candidate over the windows`,
    ),
  ]
  const report = `${lines.map(escapeTerminal).join('\n')}\n`
  if (json === '-') {
    process.stdout.write(document)
    process.stderr.write(report)
  } else {
    process.stdout.write(report)
  }
}
