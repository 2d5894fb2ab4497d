import type { Evaluation, IngestReport } from '../../records/evaluation.ts'
import type { CellSample } from '../../records/sample.ts'
import { exitCodeOf } from './exit-code.ts'
import { traceLink } from './trace-link.ts'
import { voteAccount } from './vote-account.ts'

/** Raised when a field changes meaning or disappears; new fields do not raise it. */
const RESULT_SCHEMA_VERSION = 1

/**
 * The machine-readable result (docs/result-format.md): two runs of the same seed and data differ only
 * under `timing`. Holds no path, key or trace text besides redacted example requests.
 */
export function renderJson(evaluation: Evaluation): string {
  return `${JSON.stringify(toResult(evaluation), null, 2)}\n`
}

/** The object of the JSON result. */
export type RunResult = ReturnType<typeof toResult>

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
    flagAttribution: decision.flagAttribution ?? null,
    sample: {
      population: sample.populationSize,
      size: sample.draws.length,
      seed: sample.seed,
      allocation: sample.allocation,
      strata: strataOf(evaluation),
      fittedOn: evaluation.strata.fittedOn ?? null,
      cells: (sample.cells ?? []).map(cellOf),
      notes: sample.notes ?? [],
      digest: evaluation.sampleDigest ?? null,
    },
    alphaPlan: alphaPlanOf(evaluation),
    baseline: evaluation.baseline ?? null,
    coverage: coverageOf(evaluation),
    suite: evaluation.suite ?? null,
    synthetic: evaluation.synthetic ?? null,
    pairs: {
      traffic: evaluation.pairs.filter(pair => pair.origin.kind === 'traffic').length,
      adversarial: evaluation.pairs.filter(pair => pair.origin.kind === 'adversarial').length,
    },
    judge: judgeOf(evaluation),
    audit: evaluation.audit ?? null,
    adversarialGrowth: evaluation.adversarialGrowth ?? null,
    replay: replayOf(evaluation),
    rejected: {
      total: evaluation.ingest.reduce((sum, report) => sum + report.rejected.length, 0),
      sources: evaluation.ingest.map(sourceOf),
    },
    weeks: evaluation.weeks ?? null,
    stratumModel: evaluation.model ?? null,
    drift: evaluation.drift ?? null,
    unmatched: { candidateOnly: unmatched.candidateOnly, baselineOnly: unmatched.baselineOnly },
    traceLinks: traceLinksOf(evaluation),
    forecast: evaluation.forecast ?? null,
    cost: {
      picoUsd: evaluation.costPicoUsd ?? null,
      usd: evaluation.costPicoUsd === undefined ? null : evaluation.costPicoUsd / 1e12,
    },
    manifest: {
      ...manifest,
      window: manifest.window ?? null,
      adversarialSet: manifest.adversarialSet ?? null,
    },
    timing: { stages: evaluation.timings },
  }
}

/** Addresses of the traces whose recorded outcome changed, by id; null without a template. */
function traceLinksOf({ decision, manifest }: Evaluation): { readonly [traceId: string]: string } | null {
  const { traceUrl } = manifest
  if (traceUrl === undefined) return null
  const { regressed, improved } = decision.gates.outcome
  return Object.fromEntries([...regressed, ...improved].map(id => [id, traceLink(traceUrl, id) ?? '']))
}

/** What was not measured is null. */
function coverageOf({ coverage }: Evaluation) {
  return { sample: coverage?.sample ?? null, suite: coverage?.suite ?? null }
}

/** Null in results of versions that had none. */
function alphaPlanOf({ alphaPlan }: Evaluation) {
  return alphaPlan === undefined ? null : { ...alphaPlan, extendTo: alphaPlan.extendTo ?? null }
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
    // Of an adversarial request the baseline is the recorded failure, and what was answered is production's of today.
    const answers = replays.map(replay =>
      side === 'baseline' ? (replay.production ?? replay.baseline) : replay.candidate,
    )
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
