import {
  formatCost,
  formatCount,
  formatDifference,
  formatInterval,
  formatPValue,
  formatShare,
  formatShareInterval,
} from '../../numeric/format-number.ts'
import type { Decision, Gate, Gates, SliceFinding } from '../../records/decision.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import { adversarialLines } from './adversarial-lines.ts'
import { auditLines } from './audit-lines.ts'
import { coverageLines } from './coverage-lines.ts'
import { escapeTerminal } from './escape-terminal.ts'
import { exitCodeOf } from './exit-code.ts'
import { fitLine } from './fit-line.ts'
import { headlineOf } from './headline.ts'
import { judgeLines } from './judge-lines.ts'
import { leftOutLines } from './left-out-lines.ts'
import { suiteLines } from './suite-lines.ts'
import { syntheticLines } from './synthetic-lines.ts'
import { traceLink } from './trace-link.ts'
import { trendLines } from './trend-lines.ts'
import { unresolvedSliceLines } from './unresolved-slice-lines.ts'
import { weekLines } from './week-lines.ts'

const MAX_REASONS = 12
const MAX_SLICES = 12
const MAX_IDS = 20

/**
 * The run as text for a terminal, verdict first.
 *
 * @param nextCommands - what the reader may want to run next, in order.
 */
export function renderTerminal(evaluation: Evaluation, nextCommands: readonly string[]): string {
  const { decision } = evaluation
  const lines = [
    ...evaluation.manifest.substitutions.map(each => `NOTE: ${each}`),
    headlineOf(decision),
    `verdict ${decision.outcome}, exit code ${exitCodeOf(decision)}`,
    '',
    ...table(gateRows(decision.gates)),
    '',
    ...section('Why', decision.reasons.slice(1, MAX_REASONS)),
    ...section('Failure modes (baseline -> candidate)', modeLines(decision.gates)),
    ...section('Slices that got worse', sliceLines(decision.gates)),
    ...section('Slices without verdicts', unresolvedSliceLines(decision)),
    ...section('Tasks', taskLines(decision.gates, evaluation.manifest.traceUrl)),
    ...section('Since the last week', weekLines(evaluation.weeks)),
    ...section('Drift of the traffic', evaluation.drift?.reasons ?? []),
    ...section('Last windows', trendSection(evaluation)),
    ...section('Static suite', suiteLines(evaluation)),
    ...section('Synthetic requests', syntheticLines(evaluation.synthetic)),
    ...section('Judge', judgeLines(evaluation)),
    ...section('Audits', auditLines(evaluation)),
    ...section('Adversarial set', adversarialLines(evaluation)),
    ...section('What this rests on', basisLines(evaluation)),
    ...section('Next', nextCommands),
  ]
  return `${lines.map(escapeTerminal).join('\n')}\n`
}

/** One window alone is no trend. */
function trendSection({ trend }: Evaluation): readonly string[] {
  return trend === undefined || trend.points.length < 2 ? [] : trendLines(trend)
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map(line => `  ${line}`), '']
}

function gateRows(gates: Gates): readonly (readonly string[])[] {
  const row = (name: string, gate: Gate, isShare = false): readonly string[] => [
    name,
    gate.verdict,
    isShare ? formatShare(gate.estimate) : formatDifference(gate.estimate),
    isShare ? formatShareInterval(gate.interval) : formatInterval(gate.interval),
    formatCount(gate.n),
  ]
  return [
    ['gate', 'verdict', 'estimate', 'interval', 'n'],
    row('global', gates.global),
    row('outcome', gates.outcome),
    row('adversarial', gates.adversarial, true),
    row('slices', gates.slices),
    row('modes', gates.modes),
  ]
}

function ruleLine({ rule, byRule }: Decision): readonly string[] {
  return byRule === undefined
    ? []
    : [`decided by ${rule}: by bounds ${byRule.interval}, by the bare estimates ${byRule.point}`]
}

/** Columns padded to their widest cell, two spaces apart; the last column runs free. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  return rows.map(row =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 2)))
      .join(''),
  )
}

function modeLines(gates: Gates): readonly string[] {
  return gates.modes.findings
    .filter(each => each.baseline + each.candidate > 0)
    .map(each => {
      const mark = each.finding === 'none' ? '' : `  ${each.finding.toUpperCase()}`
      const where = each.where.length > 0 && each.finding !== 'none' ? `  in ${each.where.join('; ')}` : ''
      return `${each.mode.padEnd(22)}${each.baseline} -> ${each.candidate}  ${formatDifference(each.estimate)} ${formatInterval(each.interval)} of pairs  (p ${formatPValue(each.adjustedPValue)})${mark}${where}`
    })
}

function sliceLines(gates: Gates): readonly string[] {
  return gates.slices.findings
    .filter(each => each.isRegression)
    .slice(0, MAX_SLICES)
    .map(
      each =>
        `${each.family} ${each.name}: ${formatDifference(each.estimate)} ${formatInterval(each.interval)}${shrunkenText(each)}, ${each.won} won, ${each.lost} lost of ${each.n} (p ${formatPValue(each.adjustedPValue)})`,
    )
}

function shrunkenText({ shrunken }: SliceFinding): string {
  return shrunken === null || shrunken === undefined ? '' : `, shrunken ${formatDifference(shrunken)}`
}

function taskLines(gates: Gates, traceUrl: string | undefined): readonly string[] {
  const { regressed, improved, paired } = gates.outcome
  if (paired.won + paired.lost + paired.tied === 0) return []
  const ids = (list: readonly string[]) =>
    list.length === 0 ? 'none' : list.slice(0, MAX_IDS).join(', ') + (list.length > MAX_IDS ? ', ...' : '')
  return [
    `${paired.won} won, ${paired.lost} lost, ${paired.tied} tied (exact McNemar p ${formatPValue(paired.pValue)}, for losses p ${formatPValue(paired.pValueWorse)})`,
    `regressed: ${ids(regressed)}`,
    `improved: ${ids(improved)}`,
    ...(traceUrl === undefined ? [] : regressed.slice(0, MAX_IDS).map(id => `  ${traceLink(traceUrl, id)}`)),
  ]
}

function basisLines(evaluation: Evaluation): readonly string[] {
  const { sample, strata, manifest, decision } = evaluation
  const noise = strata.strata.find(each => each.kind === 'noise')
  const clusters = strata.strata.length - (noise === undefined ? 0 : 1)
  const rejected = evaluation.ingest.reduce((sum, each) => sum + each.rejected.length, 0)
  const { smallestDetectableDifference: smallest, pairsToResolve } = decision.gates.global
  return [
    `${formatCount(sample.draws.length)} of ${formatCount(sample.populationSize)} traces, ${clusters} intents and ${noise === undefined ? 'no noise' : `noise (${formatShare(noise.share)} of traffic)`}, allocation ${sample.allocation}, seed ${sample.seed}`,
    ...[fitLine(strata.fittedOn, strata.strata) ?? []].flat(),
    ...coverageLines(evaluation),
    `smallest drop this run would have seen with 80% power: ${smallest === null ? 'n/a' : smallest.toFixed(3)}${pairsToResolve === null ? '' : `; about ${formatCount(pairsToResolve)} pairs would resolve it`}`,
    ...ruleLine(decision),
    `judge: ${manifest.judge}${manifest.isJudgeLanguageModel ? '' : ' (rules only, NOT a language model: it abstains where a text would have to be understood)'}`,
    ...(manifest.scorers === undefined ? [] : [`outcomes: scored by ${manifest.scorers.join(', ')}`]),
    `embedding: ${manifest.embeddingModel}`,
    ...leftOutLines(evaluation.ingest),
    `rejected rows ${formatCount(rejected)}, candidate ids without a baseline ${formatCount(evaluation.unmatched.candidateOnly.length)}, baseline ids without a candidate ${formatCount(evaluation.unmatched.baselineOnly.length)}`,
    `redacted: ${
      Object.entries(manifest.redactions)
        .map(([entity, count]) => `${entity} ${formatCount(count)}`)
        .join(', ') || 'nothing found'
    }`,
    `cost ${formatCost(evaluation.costPicoUsd)}`,
  ]
}
