import type { Evaluation, IngestReport } from '../../records/evaluation.ts'
import type { CellSample } from '../../records/sample.ts'
import { exitCodeOf } from './exit-code.ts'
import { voteAccount } from './vote-account.ts'

/** Raised when a field changes meaning or disappears; new fields do not raise it. */
export const RESULT_SCHEMA_VERSION = 1

/**
 * The machine-readable result (docs/result-format.md): two runs of the same seed and data differ only
 * under `timing`. Holds no path, key or trace text besides redacted example requests.
 */
export function renderJson(evaluation: Evaluation): string {
  return `${JSON.stringify(toResult(evaluation), null, 2)}\n`
}

function toResult(evaluation: Evaluation) {
  const { decision, manifest, sample, unmatched } = evaluation
  return {
    kind: 'tidegate-result',
    schemaVersion: RESULT_SCHEMA_VERSION,
    runId: evaluation.runId,
    outcome: decision.outcome,
    exitCode: exitCodeOf(decision),
    reasons: decision.reasons,
    rule: decision.rule ?? 'interval',
    byRule: decision.byRule ?? null,
    sequential: decision.sequential ?? null,
    gates: decision.gates,
    sample: {
      population: sample.populationSize,
      size: sample.draws.length,
      seed: sample.seed,
      allocation: sample.allocation,
      strata: strataOf(evaluation),
      fittedOn: evaluation.strata.fittedOn ?? null,
      cells: (sample.cells ?? []).map(cellOf),
      notes: sample.notes ?? [],
    },
    pairs: {
      traffic: evaluation.pairs.filter(pair => pair.origin.kind === 'traffic').length,
      adversarial: evaluation.pairs.filter(pair => pair.origin.kind === 'adversarial').length,
    },
    judge: judgeOf(evaluation),
    replay: replayOf(evaluation),
    rejected: {
      total: evaluation.ingest.reduce((sum, report) => sum + report.rejected.length, 0),
      sources: evaluation.ingest.map(sourceOf),
    },
    weeks: evaluation.weeks ?? null,
    stratumModel: evaluation.model ?? null,
    drift: evaluation.drift ?? null,
    unmatched: { candidateOnly: unmatched.candidateOnly, baselineOnly: unmatched.baselineOnly },
    forecast: evaluation.forecast ?? null,
    cost: {
      picoUsd: evaluation.costPicoUsd ?? null,
      usd: evaluation.costPicoUsd === undefined ? null : evaluation.costPicoUsd / 1e12,
    },
    manifest: { ...manifest, window: manifest.window ?? null },
    timing: { stages: evaluation.timings },
  }
}

/** Null without a judge that was asked anything. */
function judgeOf({ pairs, controls, crossCheck }: Evaluation) {
  const account = voteAccount(pairs)
  if (account === undefined) return null
  return {
    ...account,
    costPicoUsd: account.costPicoUsd ?? null,
    controls: controls ?? null,
    crossCheck: crossCheck ?? null,
  }
}

/** How the sides answered: by side, what was answered, failed, and left its recording. */
function replayOf({ replays }: Evaluation) {
  const countsOf = (side: 'baseline' | 'candidate') => {
    const answers = replays.map(replay => replay[side])
    const failed = answers.flatMap(answer => (answer.kind === 'failed' ? [answer.reason] : []))
    return {
      completed: answers.length - failed.length,
      failed: {
        error: failed.filter(reason => reason === 'error').length,
        timeout: failed.filter(reason => reason === 'timeout').length,
        missing: failed.filter(reason => reason === 'missing').length,
      },
      diverged: answers.filter(answer => answer.kind === 'completed' && answer.divergedAt !== undefined)
        .length,
    }
  }
  return { baseline: countsOf('baseline'), candidate: countsOf('candidate') }
}

function strataOf({ strata, sample, spreads = [] }: Evaluation) {
  const sampled = new Map(sample.strata.map(each => [each.stratumId, each.sampleSize]))
  const spreadById = new Map(
    spreads.map(({ stratumId, count, variance }) => [stratumId, { count, variance }]),
  )
  return strata.strata.map(each => ({
    id: each.id,
    kind: each.kind,
    label: each.label,
    keywords: each.keywords,
    population: each.members.length,
    share: each.share,
    fitShare: each.fitShare ?? null,
    size: sampled.get(each.id) ?? 0,
    persistence: each.persistence ?? null,
    spread: spreadById.get(each.id) ?? null,
  }))
}

/** Who the customer is stays out: a name may be somebody's address. */
function cellOf(cell: CellSample) {
  return {
    id: cell.cellId,
    stratum: cell.stratumId,
    states: cell.states,
    isCustomer: cell.customerId !== undefined,
    population: cell.populationSize,
    size: cell.sampleSize,
  }
}

/** Counts and rejected rows of one side, as every JSON report shows them. */
export function sourceOf(report: IngestReport) {
  return {
    side: report.side,
    accepted: report.accepted,
    filtered: report.filtered,
    unknownFinishes: report.unknownFinishes,
    // The base name: a path is a fact of the machine, not of the run.
    rows: report.rejected.map(row => ({
      file: row.file.replace(/^.*[\\/]/, ''),
      line: row.line,
      reason: row.reason,
    })),
  }
}
