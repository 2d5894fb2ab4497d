import {
  formatCost,
  formatCount,
  formatDifference,
  formatInterval,
  formatShare,
} from '../../numeric/format-number.ts'
import type {
  CandidateComparison,
  ComparedCandidate,
  ComparedNumber,
} from '../../records/candidate-comparison.ts'
import type { KeptRun } from '../../records/kept-run.ts'

/** Heads of the table of candidates. */
export const CANDIDATES_HEADER: readonly string[] = [
  'candidate',
  'decision',
  'alone',
  'error rates',
  'preference',
  'tool calls',
  'outcomes',
  'adversarial',
  'modes that grew',
  'cost',
]

/** The cells of one candidate, in the order of `CANDIDATES_HEADER`. */
export function candidateCells(candidate: ComparedCandidate): readonly string[] {
  const { name, outcome, alone, share, preference, structured, recordedOutcome, adversarial } = candidate
  return [
    name,
    outcome,
    alone,
    `1/${Math.round(1 / share)}`,
    difference(preference),
    difference(structured),
    difference(recordedOutcome),
    adversarial.n === 0 ? 'n/a' : `${formatShare(adversarial.estimate)} of ${formatCount(adversarial.n)}`,
    candidate.modes.length === 0 ? 'none' : candidate.modes.join(', '),
    formatCost(candidate.costPicoUsd ?? undefined),
  ]
}

/** The decision over all candidates in one sentence. */
export function candidatesHeadline({ outcome, candidates }: CandidateComparison): string {
  const named = (wanted: ComparedCandidate['outcome']): string =>
    candidates
      .filter(candidate => candidate.outcome === wanted)
      .map(({ name }) => name)
      .join(', ')
  if (outcome === 'PASS')
    return `SHIP: no worse than production after Holm over ${candidates.length} candidates: ${named('PASS')}`
  if (outcome === 'FAIL') return `HOLD: all ${candidates.length} candidates are worse than production`
  const worse = named('FAIL')
  return `UNDECIDED: no candidate of ${candidates.length} is shown to be no worse than production${worse === '' ? '' : `; worse: ${worse}`}`
}

/** Why each candidate was decided as it was. */
export function candidatesReasons({ candidates, notes }: CandidateComparison): readonly string[] {
  return [...candidates.map(({ name, outcome, reason }) => `${name} ${outcome}: ${reason}`), ...notes]
}

/** The difference of each candidate window by window, oldest first; nothing where this is its first. */
export function deltaLines(
  candidates: readonly ComparedCandidate[],
  earlier: ReadonlyMap<string, readonly KeptRun[]>,
): readonly string[] {
  return candidates.flatMap(({ name }) => {
    const runs = (earlier.get(name) ?? []).filter(({ delta }) => delta !== null)
    const shown = runs.map(
      ({ window, delta }) =>
        `${formatDifference(delta?.estimate ?? null)} ${window === null ? 'undated' : `in the window to ${dayOf(window.endMs - 1)}`}`,
    )
    return shown.length === 0 ? [] : [`${name}: ${shown.slice(-MOST_SHOWN).join(', ')}`]
  })
}

const MOST_SHOWN = 6

function difference({ estimate, interval, n }: ComparedNumber): string {
  return n === 0 || estimate === null ? 'n/a' : `${formatDifference(estimate)} ${formatInterval(interval)}`
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
