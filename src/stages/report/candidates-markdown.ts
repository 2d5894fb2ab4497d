import type { CandidateComparison } from '../../records/candidate-comparison.ts'
import {
  CANDIDATES_HEADER,
  candidateCells,
  candidatesHeadline,
  candidatesReasons,
} from './candidates-lines.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { exitCodeOf } from './exit-code.ts'
import { renderMarkdown } from './markdown.ts'
import type { ReportedRun } from './reported-run.ts'

/**
 * A comparison of several candidates as Markdown: the decision and the table, and every candidate below it.
 *
 * @param runs - of the candidates, in the order to be shown.
 * @param maxBytes - whole candidates give way to it, never the table.
 */
export function renderCandidatesMarkdown(
  comparison: CandidateComparison,
  runs: readonly { readonly name: string; readonly run: ReportedRun }[],
  maxBytes = Number.POSITIVE_INFINITY,
): string {
  let whole = overview(comparison)
  for (const { name, run } of runs) {
    const left = maxBytes - Buffer.byteLength(whole)
    const section = `\n---\n\n### Candidate ${escapeMarkdown(name)}\n\n${renderMarkdown(run, left)}`
    if (Buffer.byteLength(section) <= left) whole += section
  }
  return whole
}

function overview(comparison: CandidateComparison): string {
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
