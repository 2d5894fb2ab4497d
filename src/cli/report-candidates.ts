import { ConfigError } from '../errors/config-error.ts'
import { renderCandidatesHtml } from '../stages/report/candidates-html.ts'
import { renderCandidatesJson } from '../stages/report/candidates-json.ts'
import { candidatesHeadline, deltaLines } from '../stages/report/candidates-lines.ts'
import { renderCandidatesMarkdown } from '../stages/report/candidates-markdown.ts'
import { exitCodeOf } from '../stages/report/exit-code.ts'
import { renderAnnotations } from '../stages/report/github.ts'
import { renderHtml } from '../stages/report/html.ts'
import { renderJunit } from '../stages/report/junit.ts'
import { reportedRunOf } from '../stages/report/reported-run.ts'
import { renderCandidates } from './render-candidates.ts'
import { type ReportFiles, withGithubStep } from './report-evaluation.ts'
import type { RanCandidates } from './run-candidates.ts'
import { writeOutput } from './write-output.ts'
import { takesStdout, writeReports } from './write-reports.ts'

/**
 * Compares several candidates, writes every report that was asked for and prints the decision; the exit code is the one
 * over all of them. `--markdown` and `--html` are one file with the table, `--junit` and the whole HTML reports one for
 * each candidate, named after it.
 *
 * @throws {ConfigError} before anything is asked, when several files were to go to standard output.
 */
export async function reportCandidates(
  files: ReportFiles,
  configPath: string,
  compare: () => Promise<RanCandidates>,
): Promise<void> {
  const { json, html, markdown, junit } = files
  if (takesStdout([html, junit])) {
    throw new ConfigError('Expected a file for --html and --junit, found standard output', {
      path: html === '-' ? '--html' : '--junit',
      hint: 'several candidates have several of these; --markdown and --json can be -',
    })
  }
  await withGithubStep(files.github === true, takesStdout([json, markdown]), async step => {
    const { comparison, evaluated, earlier } = await compare()
    const runs = evaluated.map(({ name, evaluation }) => ({ name, run: reportedRunOf(evaluation) }))
    const deltas = deltaLines(comparison.candidates, earlier)
    const pageOf = (name: string): string => named(html ?? '', name, 'html')
    for (const { name, evaluation } of html === undefined ? [] : evaluated)
      await writeOutput(pageOf(name), renderHtml(evaluation))
    for (const { name, run } of junit === undefined ? [] : runs)
      await writeOutput(named(junit ?? '', name, 'xml'), renderJunit(run))
    const linkTo = (name: string): string => `./${pageOf(name).replace(/^.*[\\/]/, '')}`
    await writeReports(
      [
        [html, () => renderCandidatesHtml(comparison, deltas, linkTo)],
        [json, () => renderCandidatesJson(comparison)],
        [markdown, () => renderCandidatesMarkdown(comparison, runs)],
      ],
      renderCandidates(comparison, deltas, configPath),
    )
    await step?.tell(
      {
        summary: maxBytes => renderCandidatesMarkdown(comparison, runs, maxBytes),
        outputs: {
          verdict: comparison.outcome,
          'exit-code': String(exitCodeOf(comparison)),
          headline: candidatesHeadline(comparison),
        },
        annotations: runs.flatMap(({ run }) => renderAnnotations(run).slice(0, 1)),
      },
      { json, html, markdown },
    )
    process.exitCode = exitCodeOf(comparison)
  })
}

/** `out.html` is `out.NAME.html` for a candidate. */
function named(file: string, name: string, extension: 'html' | 'xml'): string {
  return file.replace(extension === 'html' ? /(\.html?)?$/i : /(\.xml)?$/i, `.${name}.${extension}`)
}
