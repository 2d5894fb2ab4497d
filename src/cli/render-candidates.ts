import type { CandidateComparison } from '../records/candidate-comparison.ts'
import {
  CANDIDATES_HEADER,
  candidateCells,
  candidatesHeadline,
  candidatesReasons,
} from '../stages/report/candidates-lines.ts'
import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import { exitCodeOf } from '../stages/report/exit-code.ts'
import { tableLines } from './table-lines.ts'

/**
 * A comparison of several candidates for a terminal: the decision, the table, and why.
 *
 * @param deltas - sentences of earlier windows.
 */
export function renderCandidates(
  comparison: CandidateComparison,
  deltas: readonly string[],
  configPath: string,
): string {
  const lines = [
    candidatesHeadline(comparison),
    `verdict ${comparison.outcome}, exit code ${exitCodeOf(comparison)}`,
    '',
    ...tableLines(CANDIDATES_HEADER, comparison.candidates.map(candidateCells), []),
    '',
    'Why',
    ...candidatesReasons(comparison).map(line => `  ${line}`),
    ...(deltas.length === 0 ? [] : ['', 'Earlier runs', ...deltas.map(line => `  ${line}`)]),
    '',
    'Next',
    ...comparison.candidates.map(
      ({ name }) =>
        `  tidegate trend -c ${configPath} --candidate ${name}    this candidate over the windows`,
    ),
  ]
  return `${lines.map(escapeTerminal).join('\n')}\n`
}
