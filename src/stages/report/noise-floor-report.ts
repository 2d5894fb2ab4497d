import {
  formatCost,
  formatCount,
  formatDifference,
  formatQuantity,
  formatShare,
} from '../../numeric/format-number.ts'
import type { Rate } from '../../records/comparison.ts'
import type { NoiseFloor } from '../../records/noise-floor.ts'
import { escapeTerminal } from './escape-terminal.ts'
import { paddedTable } from './padded-table.ts'

const NOISE_FLOOR_SCHEMA_VERSION = 1

/** The noise of production against itself as text for a terminal. */
export function renderNoiseFloor(floor: NoiseFloor, nextCommands: readonly string[]): string {
  const { falseVerdicts, halves, suggested } = floor
  const lines = [
    ...floor.manifest.substitutions.map(each => `NOTE: ${each}`),
    `Production against its own recording: ${formatQuantity(floor.pairs, 'pair')}, answered again by ${floor.answeredBy}`,
    ...floor.notes.map(note => `- ${note}`),
    '',
    ...paddedTable([
      ['endpoint', 'pairs', 'without a verdict', 'mean difference', 'its sd', 'ties'],
      ...floor.endpoints.map(each => [
        each.endpoint,
        formatCount(each.scored),
        formatCount(each.missing),
        formatDifference(each.mean),
        each.standardDeviation === null ? 'n/a' : each.standardDeviation.toFixed(3),
        formatShare(each.tieShare),
      ]),
    ]),
    `pairs in which only one of the two answers shows a failure mode: ${formatCount(floor.discordantModes)}`,
    '',
    `verdicts on an equal candidate, sides exchanged at random in ${formatCount(falseVerdicts.resamples)} resamples: FAIL ${rateText(falseVerdicts.fail)}, PASS ${rateText(falseVerdicts.pass)}, INCONCLUSIVE ${rateText(falseVerdicts.inconclusive)}`,
    ...(halves === null
      ? []
      : [
          `the recording in two random halves: ${formatShare(halves.failureRate)} of its answers fail by rule; the halves differ with sd ${halves.standardDeviation.toFixed(4)}, and read as a FAIL in ${rateText(halves.fail)}`,
        ]),
    '',
    'Suggested',
    `  sampling.target_size: ${sizeText(floor)}`,
    `  sampling.allocation: ${suggested.allocation} (${suggested.allocationReason})`,
    `  votes: ${suggested.votes}${suggested.voteDisagreement === null ? '' : ` (they differed on ${formatShare(suggested.voteDisagreement)} of the questions)`}`,
    '',
    `cost ${formatCost(floor.costPicoUsd)}`,
    'Next',
    ...nextCommands.map(each => `  ${each}`),
  ]
  return `${lines.map(escapeTerminal).join('\n')}\n`
}

/** How many traces see a drop of the margin, and that a PASS takes more where the pairs at hand hardly ever gave one. */
export function sizeText({
  suggested,
  margin,
  populationSize,
  pairs,
  falseVerdicts: { pass },
}: Pick<NoiseFloor, 'suggested' | 'margin' | 'populationSize' | 'pairs' | 'falseVerdicts'>): string {
  const { targetSize, basis } = suggested
  if (targetSize === null) return 'nothing to say: no spread is known'
  const enough =
    targetSize > populationSize
      ? `; the window has ${formatCount(populationSize)}: a longer \`sampling.window_days\` is needed`
      : ''
  const forPass =
    targetSize <= pairs && pass.estimate < 0.5
      ? `; a PASS takes more than the ${formatQuantity(pairs, 'pair')} of this run, which passed ${formatShare(pass.estimate)} of equal candidates`
      : ''
  return `${formatCount(targetSize)} sees a drop of ${margin} with 80% power (spread ${basis})${forPass}${enough}`
}

function rateText({ estimate, interval }: Rate): string {
  return `${formatShare(estimate)} [${formatShare(interval[0])}, ${formatShare(interval[1])}]`
}

/** The same for programs (docs/compare.md). */
export function renderNoiseFloorJson({ timings, manifest, costPicoUsd, ...floor }: NoiseFloor): string {
  const result = {
    kind: 'tidegate-baseline',
    schemaVersion: NOISE_FLOOR_SCHEMA_VERSION,
    ...floor,
    cost: { picoUsd: costPicoUsd ?? null, usd: costPicoUsd === undefined ? null : costPicoUsd / 1e12 },
    manifest: { ...manifest, window: manifest.window ?? null },
    timing: { stages: timings },
  }
  return `${JSON.stringify(result, null, 2)}\n`
}
