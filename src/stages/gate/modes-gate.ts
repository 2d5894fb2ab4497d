import { agrestiMinInterval } from '../../numeric/agresti-min.ts'
import { benjaminiHochbergDiscrete, type DiscreteTest } from '../../numeric/false-discovery.ts'
import { formatPValue, formatQuantity } from '../../numeric/format-number.ts'
import { mcnemarWorse } from '../../numeric/mcnemar.ts'
import type { ModeFinding, ModesGate } from '../../records/decision.ts'
import type { Tier } from '../../records/judged-pair.ts'
import type { Strata } from '../../records/strata.ts'
import { countModes, type ModeCounts, type SideCounts } from './count-modes.ts'
import { worseInSessions } from './session-counts.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/** Strata, and tiers, named per finding. */
const PLACES = 3
const TIERS: ReadonlySet<string> = new Set<Tier>(['single-step', 'few-steps', 'multi-step'])

/**
 * The verdict on the failure-mode counters: FAIL if a mode became more frequent beyond chance (exact
 * one-sided McNemar by pairs and by sessions, Benjamini-Hochberg over the modes of the list that were shown by enough pairs on one side alone to
 * be significant whichever side that was), PASS otherwise. docs/decisions/2026-11-23-failure-mode-family.md says why.
 *
 * Pairs with a recorded outcome count towards a `regression` only where the candidate failed by it: a mode
 * that is significant over all pairs and not among those is a `warning` (product definition 18). Findings
 * are in the order of `FAILURE_MODES`; the gate has no number of its own.
 *
 * @param falseDiscoveryRate - q over the modes.
 * @see statistics note, section 0 (8).
 */
export function modesGate(frame: TrafficFrame, strata: Strata, falseDiscoveryRate: number): ModesGate {
  const n = frame.pairs.length
  const counts = countModes(frame, strata)
  if (n === 0) {
    const findings = counts.map(count => toFinding(count, n, null, null, 'none'))
    const reason = 'There is no traffic pair.'
    return { verdict: 'not-evaluated', estimate: null, interval: null, n, reason, findings }
  }
  const tests = counts.map(count => testOf(count, count.sessions))
  const adjusted = benjaminiHochbergDiscrete(tests, falseDiscoveryRate)
  const adjustedAmongFailed = benjaminiHochbergDiscrete(
    counts.map(count =>
      testOf(
        { onlyCandidate: count.onlyCandidateAmongFailed, onlyBaseline: count.onlyBaselineAmongFailed },
        count.sessionsAmongFailed,
      ),
    ),
    falseDiscoveryRate,
  )
  const findings = counts.map((count, index) => {
    const adjustedPValue = adjusted[index] ?? 1
    const isSignificant = adjustedPValue <= falseDiscoveryRate
    const isFailing = (adjustedAmongFailed[index] ?? 1) <= falseDiscoveryRate
    const finding = !isSignificant ? 'none' : isFailing ? 'regression' : 'warning'
    return toFinding(count, n, tests[index]?.pValue ?? 1, adjustedPValue, finding)
  })
  const [worst, ...others] = rankedModes(findings, 'regression')
  const more = others.length === 0 ? '' : ` ${formatQuantity(others.length, 'more failure mode')} grew.`
  return {
    verdict: worst === undefined ? 'PASS' : 'FAIL',
    estimate: null,
    interval: null,
    n,
    reason:
      worst === undefined
        ? `None of ${formatQuantity(findings.length, 'failure mode')} grew beyond chance in a way that counts.`
        : `${modeSentence(worst)}${more}`,
    findings,
  }
}

function testOf(pairs: SideCounts, sessions: SideCounts): DiscreteTest {
  return {
    pValue: worseInSessions({
      won: pairs.onlyBaseline,
      lost: pairs.onlyCandidate,
      sessionsWon: sessions.onlyBaseline,
      sessionsLost: sessions.onlyCandidate,
    }),
    smallestPValue: mcnemarWorse(0, sessions.onlyBaseline + sessions.onlyCandidate),
  }
}

/** The findings of one kind, most significant first. */
export function rankedModes(
  findings: readonly ModeFinding[],
  kind: ModeFinding['finding'],
): readonly ModeFinding[] {
  return findings
    .filter(({ finding }) => finding === kind)
    .sort((left, right) => (left.pValueWorse ?? 1) - (right.pValueWorse ?? 1))
}

/** One plain sentence on where a failure mode grew. */
export function modeSentence(finding: ModeFinding): string {
  const { mode, onlyCandidate, onlyBaseline, n, adjustedPValue } = finding
  const news = `${mode}: ${formatQuantity(onlyCandidate, 'new failure')} against ${onlyBaseline} that went away`
  return `${news}${placeText(finding)} (${formatQuantity(n, 'pair')}, adjusted p ${formatPValue(adjustedPValue ?? 1)}).`
}

function placeText({ where }: ModeFinding): string {
  const tier = where.find(place => TIERS.has(place))
  const strata = where.filter(place => !TIERS.has(place)).map(label => `"${label}"`)
  const tierText = tier === undefined ? '' : `, most in ${tier} traces`
  return strata.length === 0 ? tierText : `${tierText} of ${strata.join(', ')}`
}

function toFinding(
  count: ModeCounts,
  n: number,
  pValueWorse: number | null,
  adjustedPValue: number | null,
  finding: ModeFinding['finding'],
): ModeFinding {
  const { mode, baseline, candidate, onlyCandidate, onlyBaseline } = count
  const where = [...mostFrequent(count.tiers), ...mostFrequent(count.strata)]
    .sort(([, left], [, right]) => right - left)
    .map(([name]) => name)
  return {
    mode,
    baseline,
    candidate,
    onlyCandidate,
    onlyBaseline,
    n,
    estimate: n === 0 ? null : (onlyCandidate - onlyBaseline) / n,
    interval: n === 0 ? null : agrestiMinInterval(onlyCandidate, onlyBaseline, n, 0.9),
    pValueWorse,
    adjustedPValue,
    finding,
    where,
  }
}

function mostFrequent(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts]
    .sort(([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1))
    .slice(0, PLACES)
}
