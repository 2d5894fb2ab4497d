import { formatCount, formatQuantity, formatShare, formatShareInterval } from '../../numeric/format-number.ts'
import type { ShareFidelity, SyntheticReport } from '../../records/synthetic.ts'

const MAX_PARTS = 3
/** An area whose interval lies above this says more than chance about who gave a template. */
const CHANCE = 0.5

/** What the synthetic requests lost of the traffic and what they give away, as sentences; empty where real ones were replayed. */
export function syntheticLines(report: SyntheticReport | undefined): readonly string[] {
  if (report === undefined) return []
  const { requests, exemplars, holdout, reworded, runLength, sharedRuns, withheldWords } = report
  return [
    `${formatCount(requests)} synthetic requests stand for as many real ones, made of ${formatCount(exemplars)} of them; ${formatCount(holdout)} gave no template${reworded === 0 ? '' : `; ${formatCount(reworded)} wordings by a model`}`,
    `runs of ${runLength} words shared with a real trace: ${formatCount(sharedRuns)}; words withheld from live answers: ${formatCount(withheldWords)}`,
    ...membershipLines(report),
    `strata by the assignment rule: ${distanceText(report.strata)}; ${formatShare(report.strata.own)} of the synthetic requests are assigned to their own stratum`,
    ...embeddingLine(report),
    `tools called: ${distanceText(report.tools)}`,
    `lengths of runs: ${distanceText(report.tiers)}`,
    ...failureLine(report),
    flaggedLine(report.flagged),
  ]
}

function membershipLines({ membership, nearestRatio }: SyntheticReport): readonly string[] {
  if (membership === null || nearestRatio === null)
    return ['membership: not measured, too few traces on one side']
  const { area, interval } = membership
  const line = `membership: the nearest synthetic request tells a trace that gave a template from one that gave none with area ${area.toFixed(3)} [${interval.map(each => each.toFixed(3)).join(', ')}] (.5 is chance); nearest-neighbour ratio ${nearestRatio.toFixed(2)} (1 is none)`
  return interval[0] > CHANCE
    ? [line, 'WARNING: synthetic requests are nearer to their templates than chance allows']
    : [line]
}

function embeddingLine({ embedding }: SyntheticReport): readonly string[] {
  if (embedding === null) return []
  const { discrepancy, realHalves, pValue, requests } = embedding
  return [
    `embeddings: mean discrepancy ${discrepancy.toFixed(4)} from the real ones (two halves of those: ${realHalves.toFixed(4)}; p ${pValue.toFixed(3)} on ${formatQuantity(requests, 'request')} each)`,
  ]
}

/** The distance and where it comes from. */
function distanceText({ distance, parts }: ShareFidelity): string {
  const largest = parts
    .filter(({ real, synthetic }) => formatShare(real) !== formatShare(synthetic))
    .slice(0, MAX_PARTS)
    .map(({ name, real, synthetic }) => `${name} ${formatShare(real)} -> ${formatShare(synthetic)}`)
  return `${formatShare(distance)} of the traffic stands elsewhere${largest.length === 0 ? '' : ` (${largest.join(', ')})`}`
}

function failureLine({ failures }: SyntheticReport): readonly string[] {
  if (failures === null) return []
  const { real, synthetic } = failures
  return [
    `production's failures by rule: ${formatShare(real.estimate)} ${formatShareInterval(real.interval)} as recorded, ${formatShare(synthetic.estimate)} ${formatShareInterval(synthetic.interval)} of its live answers to synthetic requests`,
  ]
}

function flaggedLine({
  reported,
  reproduced,
  notReproduced,
  unverifiable,
}: SyntheticReport['flagged']): string {
  return `reported failures: ${formatCount(reported)}; ${formatCount(reproduced)} came back on a synthetic twin, ${formatCount(notReproduced)} did not, ${formatCount(unverifiable)} show nothing a rule can verify`
}
