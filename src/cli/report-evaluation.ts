import type { Evaluation } from '../records/evaluation.ts'
import { exitCodeOf } from '../stages/report/exit-code.ts'
import { renderHtml } from '../stages/report/html.ts'
import { renderJson } from '../stages/report/json.ts'
import { renderJunit } from '../stages/report/junit.ts'
import { renderMarkdown } from '../stages/report/markdown.ts'
import { reportedRunOf } from '../stages/report/reported-run.ts'
import { renderTerminal } from '../stages/report/terminal.ts'
import { type GithubStep, openGithubStep, stepReportOf } from './github/github-step.ts'
import { takesStdout, writeReports } from './write-reports.ts'

/** What a command that evaluates writes beside what it prints; `-` is standard output, and what is for people then goes to standard error. */
export type ReportFiles = {
  readonly json?: string
  readonly html?: string
  readonly markdown?: string
  readonly junit?: string
  /** This is a step of GitHub Actions: summary, outputs and annotations. */
  readonly github?: boolean
}

/** Evaluates, writes every report that was asked for and prints the verdict; the exit code is the decision. */
export async function reportEvaluation(
  files: ReportFiles,
  nextCommands: readonly string[],
  evaluate: () => Promise<Evaluation>,
): Promise<void> {
  const { json, html, markdown, junit } = files
  await withGithubStep(files.github === true, takesStdout([json, html, markdown, junit]), async step => {
    const evaluation = await evaluate()
    const run = reportedRunOf(evaluation)
    await writeReports(
      [
        [html, () => renderHtml(evaluation)],
        [json, () => renderJson(evaluation)],
        [markdown, () => renderMarkdown(run)],
        [junit, () => renderJunit(run)],
      ],
      renderTerminal(evaluation, nextCommands),
    )
    await step?.tell(stepReportOf(run), { json, html, markdown, junit })
    process.exitCode = exitCodeOf(evaluation.decision)
  })
}

/**
 * What `work` gives, inside a step of GitHub Actions where that was asked for.
 *
 * @param isStdoutTaken - by a report: workflow commands then go to standard error, where the runner reads them too.
 */
export async function withGithubStep(
  isAsked: boolean,
  isStdoutTaken: boolean,
  work: (step: GithubStep | undefined) => Promise<void>,
): Promise<void> {
  if (!isAsked) return work(undefined)
  const step = openGithubStep(process.env, isStdoutTaken ? process.stderr : process.stdout, warning =>
    process.stderr.write(`warning: ${warning}\n`),
  )
  try {
    await work(step)
  } finally {
    step.end()
  }
}
