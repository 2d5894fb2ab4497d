import { agrestiMinInterval } from '../../numeric/agresti-min.ts'
import { benjaminiHochberg } from '../../numeric/false-discovery.ts'
import {
  formatDifference,
  formatPValue,
  formatQuantity,
  formatShareInWords,
} from '../../numeric/format-number.ts'
import { type MeasuredEffect, shrunkenEffects } from '../../numeric/shrunken-effects.ts'
import type { SliceFinding, SlicesGate } from '../../records/decision.ts'
import type { Strata } from '../../records/strata.ts'
import { countSlices, type SliceCounts } from './count-slices.ts'
import { worseInSessions } from './session-counts.ts'
import { SLICE_FAMILIES } from './slice-index.ts'
import type { TrafficFrame } from './traffic-frame.ts'

const SMALLEST_SLICE = 10
/** Families the error rate is meant for (intents, run lengths, tools); more of them share what these have. */
const FAMILIES = 3
/** On the net scale (won - lost) / n, the one scale slices use; 0.025 of half-net is the same. */
const EFFECT_FLOOR = -0.05
/** Share of traffic from which a drop too small or too uncertain to FAIL still forbids a PASS. */
const LARGE_SHARE = 0.05
/** Chance that any large slice of an equal candidate forbids a PASS. */
const LARGE_SLICE_ALPHA = 0.05

type TestedSlice = { readonly finding: SliceFinding; readonly share: number }

/**
 * The verdict on slices of the traffic: FAIL if in one of them losses outnumber wins beyond chance (exact
 * one-sided McNemar by pairs and by sessions, Benjamini-Hochberg within its family) by at least 5 points net. Where more
 * than three families are tested, adjusted p-values are multiplied by their number over three. INCONCLUSIVE if
 * a slice of at least 5% of the traffic lost more than it won at 5% over all such slices together (Bonferroni on the
 * exact test; docs/decisions/2026-11-23-large-slices.md says why not each at 5%), PASS otherwise.
 *
 * A finding's `estimate` is (won - lost) / n over the slice's judged pairs, its interval Agresti-Min's; `shrunken` is
 * the same drawn towards the effect over all within its family (DerSimonian-Laird), for display alone.
 * Where a judge stopped early the floor of 5 points is held to the effect with its open questions filled in.
 * Slices with fewer than 10 judged pairs are not tested. The gate has no number of its own.
 *
 * @param falseDiscoveryRate - q of each family.
 * @see statistics note, section 2.7.
 */
export function slicesGate(
  frame: TrafficFrame,
  strata: Strata,
  falseDiscoveryRate: number,
  isOutcomeHeadline: boolean,
): SlicesGate {
  const sliced = countSlices(frame, strata, isOutcomeHeadline)
  const slices = sliced.slices.filter(slice => slice.n >= SMALLEST_SLICE)
  const traffic = frame.weights.reduce((sum, weight) => sum + weight, 0)
  const families = SLICE_FAMILIES.map(family => slices.filter(slice => slice.family === family))
  const crowding = Math.max(1, families.filter(family => family.length > 0).length / FAMILIES)
  const tested = families.flatMap(family =>
    testFamily(family, { traffic, falseDiscoveryRate, crowding, net: sliced.net ?? 0 }),
  )
  const findings = tested.map(({ finding }) => finding)
  const shared = { estimate: null, interval: null, n: frame.pairs.length, findings }
  if (tested.length === 0) {
    const reason = `No slice has ${SMALLEST_SLICE} judged pairs.`
    return { ...shared, verdict: 'not-evaluated', reason }
  }
  const [regression, ...others] = findings.filter(finding => finding.isRegression)
  if (regression !== undefined) {
    const more = others.length === 0 ? '' : ` ${formatQuantity(others.length, 'more slice')} regressed.`
    return { ...shared, verdict: 'FAIL', reason: `${sliceSentence(regression)}${more}` }
  }
  const large = tested.filter(({ share }) => share >= LARGE_SHARE)
  const suspect = large.find(({ finding }) => (finding.pValueWorse ?? 1) <= LARGE_SLICE_ALPHA / large.length)
  if (suspect !== undefined) {
    const reason = `${sliceSentence(suspect.finding)} It holds ${formatShareInWords(suspect.share)} of the traffic, too much to pass with such a drop; more pairs from it would resolve it.`
    return { ...shared, verdict: 'INCONCLUSIVE', reason }
  }
  const reason = `None of ${formatQuantity(tested.length, 'slice')} regressed.`
  return { ...shared, verdict: 'PASS', reason }
}

/** One plain sentence on what a slice lost. */
export function sliceSentence(finding: SliceFinding): string {
  const { family, name, n, won, lost, estimate, adjustedPValue } = finding
  return `Slice ${family} "${name}": the candidate won ${won} and lost ${lost} of ${formatQuantity(n, 'pair')} (net ${formatDifference(estimate ?? 0)}, adjusted p ${formatPValue(adjustedPValue ?? 1)}).`
}

/** Most significant first; equal ones by effect, then by name. */
function testFamily(
  slices: readonly SliceCounts[],
  {
    traffic,
    falseDiscoveryRate,
    crowding,
    net: overall,
  }: {
    readonly traffic: number
    readonly falseDiscoveryRate: number
    readonly crowding: number
    readonly net: number
  },
): readonly TestedSlice[] {
  const pValues = slices.map(worseInSessions)
  const adjusted = benjaminiHochberg(pValues).map(each => Math.min(1, each * crowding))
  const shrunken = slices.length < 2 ? [] : shrunkenEffects(slices.map(measured), overall)
  return slices
    .map(({ family, name, n, won, lost, weight, net, unresolvedShare = null }, index) => {
      const pValueWorse = pValues[index] ?? 1
      const adjustedPValue = adjusted[index] ?? 1
      const estimate = (won - lost) / n
      const isRegression = adjustedPValue <= falseDiscoveryRate && net <= EFFECT_FLOOR
      const interval = agrestiMinInterval(won, lost, n, 0.9)
      return {
        finding: {
          family,
          name,
          n,
          won,
          lost,
          estimate,
          interval,
          pValueWorse,
          adjustedPValue,
          isRegression,
          shrunken: shrunken[index] ?? null,
          trafficShare: weight / traffic,
          unresolvedShare,
        },
        share: weight / traffic,
      }
    })
    .sort(
      ({ finding: left }, { finding: right }) =>
        left.pValueWorse - right.pValueWorse ||
        left.estimate - right.estimate ||
        (left.name < right.name ? -1 : 1),
    )
}

/** The effect with Agresti and Min's standard error, which is not zero where nothing was lost. */
function measured({ won, lost, n }: SliceCounts): MeasuredEffect {
  const pairs = n + 2
  const discordant = won + lost + 1
  const standardError = Math.sqrt(discordant - (won - lost) ** 2 / pairs) / pairs
  return { estimate: (won - lost) / n, standardError }
}
