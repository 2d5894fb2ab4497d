import type { CandidateComparison } from '../../records/candidate-comparison.ts'
import {
  CANDIDATES_HEADER,
  candidateCells,
  candidatesHeadline,
  candidatesReasons,
} from './candidates-lines.ts'
import { exitCodeOf } from './exit-code.ts'
import { html } from './html/markup.ts'
import { STYLE } from './html/style.ts'
import { table } from './html/tables.ts'

/**
 * A comparison of several candidates as one HTML file: the table, why, and what else a reader must know.
 *
 * @param deltas - sentences of earlier windows.
 * @param reportOf - the address of a candidate's own report, relative to this one.
 */
export function renderCandidatesHtml(
  comparison: CandidateComparison,
  deltas: readonly string[],
  reportOf: (name: string) => string,
): string {
  const { outcome, candidates } = comparison
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer"><title>${outcome}: Tidegate, ${candidates.length} candidates</title>${STYLE}</head><body><main>
<p class="badge ${outcome}">${outcome} (exit code ${exitCodeOf(comparison)})</p>
<h1>${candidatesHeadline(comparison)}</h1>
<h2>Candidates beside the same baseline</h2>${table(
    CANDIDATES_HEADER.map((title, column) => ({
      title,
      cell: (candidate: (typeof candidates)[number]) => {
        const text = candidateCells(candidate)[column] ?? ''
        return column === 0 ? html`<a href="${reportOf(candidate.name)}">${text}</a>` : text
      },
    })),
    candidates,
  )}
<h2>Why</h2><ul>${candidatesReasons(comparison).map(line => html`<li>${line}</li>`)}</ul>
${deltas.length === 0 ? html`` : html`<h2>Earlier runs</h2><ul>${deltas.map(line => html`<li>${line}</li>`)}</ul>`}
</main></body></html>
`
  return page.text
}
