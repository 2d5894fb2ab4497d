import {
  CANDIDATES_HEADER,
  candidateCells,
  candidatesHeadline,
  candidatesReasons,
} from '../stages/report/candidates-lines.ts'
import { escapeMarkdown } from '../stages/report/escape-markdown.ts'
import { exitCodeOf } from '../stages/report/exit-code.ts'
import { renderAnnotations } from '../stages/report/github.ts'
import { renderJunit } from '../stages/report/junit.ts'
import { renderMarkdown } from '../stages/report/markdown.ts'
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
  ran: Pick<RanCandidates, 'comparison' | 'evaluated'>,
  step: GithubStep | undefined,
): Promise<void> {
  const { comparison } = ran
  const runs = ran.evaluated.map(({ name, evaluation }) => ({ name, run: reportedRunOf(evaluation) }))
  const text = (maxBytes: number): string => {
    let whole = overview(comparison)
    for (const { name, run } of runs) {
      const left = maxBytes - Buffer.byteLength(whole)
      const section = `\n---\n\n### Candidate ${escapeMarkdown(name)}\n\n${renderMarkdown(run, left)}`
      if (Buffer.byteLength(section) <= left) whole += section
    }
    return whole
  }
  if (markdown !== undefined) await writeOutput(markdown, text(Number.POSITIVE_INFINITY))
  if (junit !== undefined) {
    for (const { name, run } of runs)
      await writeOutput(junit.replace(/(\.xml)?$/i, `.${name}.xml`), renderJunit(run))
  }
  await step?.tell(
    {
      summary: text,
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

function overview(comparison: RanCandidates['comparison']): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`
  return [
    `## ${escapeMarkdown(candidatesHeadline(comparison))}`,
    '',
    `**${comparison.outcome}**, exit code ${exitCodeOf(comparison)}.`,
    '',
    row(CANDIDATES_HEADER),
    `|${CANDIDATES_HEADER.map(() => ' --- |').join('')}`,
    ...comparison.candidates.map(candidate => row(candidateCells(candidate))),
    '',
    ...candidatesReasons(comparison).map(reason => `- ${escapeMarkdown(reason)}`),
    '',
  ].join('\n')
}
