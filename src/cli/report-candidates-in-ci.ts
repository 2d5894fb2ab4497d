import { candidatesHeadline } from '../stages/report/candidates-lines.ts'
import { renderCandidatesMarkdown } from '../stages/report/candidates-markdown.ts'
import { exitCodeOf } from '../stages/report/exit-code.ts'
import { renderAnnotations } from '../stages/report/github.ts'
import { renderJunit } from '../stages/report/junit.ts'
import { reportedRunOf } from '../stages/report/reported-run.ts'
import type { GithubStep } from './github/github-step.ts'
import type { ReportFiles } from './report-evaluation.ts'
import type { RanCandidates } from './run-candidates.ts'
import { writeOutput } from './write-output.ts'

/**
 * The reports for CI of a comparison of several candidates: `--markdown` one file with the table and every candidate below
 * it, `--junit` one for each candidate, named after it.
 */
export async function reportCandidatesInCi(
  { json, html, markdown, junit }: ReportFiles,
  { comparison, evaluated }: Pick<RanCandidates, 'comparison' | 'evaluated'>,
  step: GithubStep | undefined,
): Promise<void> {
  const runs = evaluated.map(({ name, evaluation }) => ({ name, run: reportedRunOf(evaluation) }))
  if (markdown !== undefined) await writeOutput(markdown, renderCandidatesMarkdown(comparison, runs))
  if (junit !== undefined) {
    for (const { name, run } of runs)
      await writeOutput(junit.replace(/(\.xml)?$/i, `.${name}.xml`), renderJunit(run))
  }
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
}
