import type { Gate, Gates } from '../../records/decision.ts'
import { modeSentence, rankedModes } from './modes-gate.ts'
import { sliceSentence } from './slices-gate.ts'

/** Sentences of one kind at most; the report's tables hold the rest. */
const MOST_SENTENCES = 3

/**
 * What a reader must know, in plain sentences: first the gates that failed, then those that could not tell
 * and what would resolve them, warnings, what passed, and what was not evaluated.
 *
 * @param carriers - sentences on the flag states that carry a regression; they follow what failed.
 */
export function reasonsOf(gates: Gates, carriers: readonly string[] = []): readonly string[] {
  // Counters and slices name the place and so stand before the averages; a headline outcome is the verdict itself.
  const ordered: readonly Gate[] = [gates.outcome, gates.modes, gates.slices, gates.global, gates.adversarial]
  return [
    ...ordered.filter(gate => gate.verdict === 'FAIL').flatMap(gate => failures(gate, gates)),
    ...capped(carriers, 'flag states'),
    ...ordered.filter(gate => gate.verdict === 'INCONCLUSIVE').map(gate => gate.reason),
    ...warnings(gates),
    ...ordered.filter(gate => gate.verdict === 'PASS').map(gate => gate.reason),
    ...ordered.filter(gate => gate.verdict === 'not-evaluated').map(gate => `Not evaluated: ${gate.reason}`),
  ]
}

function failures(gate: Gate, gates: Gates): readonly string[] {
  if (gate === gates.modes) {
    return capped(rankedModes(gates.modes.findings, 'regression').map(modeSentence), 'failure modes')
  }
  if (gate === gates.slices) {
    const regressions = gates.slices.findings.filter(finding => finding.isRegression)
    const ranked = regressions.sort((left, right) => (left.pValueWorse ?? 1) - (right.pValueWorse ?? 1))
    return capped(ranked.map(sliceSentence), 'slices')
  }
  return [gate.reason]
}

function warnings({ modes }: Gates): readonly string[] {
  const ranked = rankedModes(modes.findings, 'warning')
  const sentences = ranked.map(
    finding => `Warning, without effect on recorded outcomes: ${modeSentence(finding)}`,
  )
  return capped(sentences, 'warnings')
}

function capped(sentences: readonly string[], noun: string): readonly string[] {
  const hidden = sentences.length - MOST_SENTENCES
  return hidden > 0
    ? [...sentences.slice(0, MOST_SENTENCES), `${hidden} more ${noun} are in the report.`]
    : sentences
}
