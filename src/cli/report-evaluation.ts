import type { Evaluation } from '../records/evaluation.ts'
import { exitCodeOf } from '../stages/report/exit-code.ts'
import { renderHtml } from '../stages/report/html.ts'
import { renderJson } from '../stages/report/json.ts'
import { renderJunit } from '../stages/report/junit.ts'
import { renderMarkdown } from '../stages/report/markdown.ts'
import { reportedRunOf } from '../stages/report/reported-run.ts'
import { renderTerminal } from '../stages/report/terminal.ts'
import { type GithubStep, openGithubStep, stepReportOf } from './github/github-step.ts'
import { writeOutput } from './write-output.ts'

/** What a command that evaluates writes beside what it prints; `json: '-'` is standard output. */
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
  await withGithubStep(files.github === true, files.json === '-', async step => {
    const evaluation = await evaluate()
    const { json, html, markdown, junit } = files
    const run = reportedRunOf(evaluation)
    if (html !== undefined) await writeOutput(html, renderHtml(evaluation))
    if (json !== undefined && json !== '-') await writeOutput(json, renderJson(evaluation))
    if (markdown !== undefined) await writeOutput(markdown, renderMarkdown(run))
    if (junit !== undefined) await writeOutput(junit, renderJunit(run))
    const report = renderTerminal(evaluation, nextCommands)
    if (json === '-') {
      process.stdout.write(renderJson(evaluation))
      process.stderr.write(report)
    } else {
      process.stdout.write(report)
    }
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
