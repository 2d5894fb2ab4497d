import { createHash } from 'node:crypto'
import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Decision, Gates } from '../records/decision.ts'
import type { Evaluation } from '../records/evaluation.ts'
import type { RunId } from '../records/ids.ts'
import type { Sample } from '../records/sample.ts'
import type { Strata } from '../records/strata.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { coverageOf, itemsOfSample } from '../stages/coverage/coverage-of.ts'
import { decide } from '../stages/gate/decide.ts'
import { type JudgedAnswers, unpairedGate } from '../stages/gate/unpaired-gate.ts'
import { selectWindow } from '../stages/ingest/select-window.ts'
import { failureModesOf } from '../stages/judge/failure-modes-of.ts'
import { drawSample } from '../stages/sample/draw-sample.ts'
import { permanentRandomNumber } from '../stages/sample/permanent-random-number.ts'
import { createRun, type Run } from './create-run.ts'
import { alphaPlanFor } from './extend-run.ts'
import { ingestSide, noneRead, redactAll, windowOf, withOutside } from './ingest-side.ts'

import { gatePolicyOf, samplingPlanOf } from './sampling-plan-of.ts'
import { stratifyPopulation } from './stratify-population.ts'

/**
 * `sampling.strategy: judge_only`: nothing is replayed. Half of the sample is drawn from production's window, half from
 * what production answered after the release (the candidate's recording, with ids of its own), and each answer is
 * looked at by itself: by its recorded outcome, else by the checks. It is there to be compared with: the two halves are
 * of different requests, so that it sees little, and of a candidate that is not released it sees nothing.
 *
 * @throws {PipelineError} what stops a run.
 */
export async function judgeWithoutReplay(config: Config, deps: Dependencies): Promise<Evaluation> {
  const run = createRun(deps)
  const production = await run.stage('ingest', advance => ingestSide('baseline', config, deps, advance))
  const released = await run.stage('candidate', advance =>
    config.candidate?.kind === 'recorded'
      ? ingestSide('candidate', config, deps, advance)
      : Promise.resolve(noneRead('candidate')),
  )
  const window = selectWindow(production.traces, windowOf(config))
  const before = await run.stage(
    'redact',
    () => redactAll(window.traces, 'baseline', deps, production),
    window.traces.length,
  )
  const after = await redactAll(released.traces, 'candidate', deps)
  const { embeddings, strata, weeks, model, drift } = await stratifyPopulation(
    run,
    before,
    window.window,
    config,
    deps,
  )
  const half = Math.max(1, Math.floor(config.sampling.targetSize / 2))
  const sample = drawSample(strata, {
    ...samplingPlanOf(config, before),
    strategy: 'replay',
    targetSize: half,
  })
  const drawn = new Set(sample.draws.map(({ traceId }) => traceId))
  const answers = {
    before: judged(before.filter(({ traceId }) => drawn.has(traceId))),
    after: judged(drawnOf(after, half, config.seed)),
  }
  const decision = await run.stage(
    'decide',
    () => decideUnpaired(answers, sample, strata, config),
    sample.draws.length,
  )
  const manifest: Evaluation['manifest'] = {
    tidegateVersion: deps.version,
    configHash: config.configHash,
    seed: config.seed,
    embeddingModel: embeddings.modelId,
    judge: 'checks and recorded outcomes',
    isJudgeLanguageModel: false,
    substitutions: deps.substitutions,
    window: window.window,
    redactions: deps.redactText.counts(),
  }
  const coverage = await coverageStage(run, strata, embeddings, sample)
  return {
    runId: runIdOf(config, before, after),
    manifest,
    ingest: [withOutside(production.report, window.outside), released.report, noneRead('adversarial').report],
    unmatched: { candidateOnly: [], baselineOnly: [] },
    strata,
    weeks,
    model,
    drift,
    sample,
    coverage,
    replays: [],
    pairs: [],
    decision,
    costPicoUsd: deps.spentPicoUsd?.() ?? 0,
    timings: run.timings,
  }
}

async function coverageStage(
  run: Run,
  strata: Strata,
  embeddings: Parameters<typeof coverageOf>[1],
  sample: Sample,
): Promise<NonNullable<Evaluation['coverage']>> {
  return run.stage(
    'coverage',
    () => ({ sample: coverageOf(strata, embeddings, itemsOfSample(sample, embeddings)) }),
    sample.draws.length,
  )
}

function decideUnpaired(
  { before, after }: { readonly before: JudgedAnswers; readonly after: JudgedAnswers },
  sample: Sample,
  strata: Strata,
  config: Config,
): Decision {
  const policy = gatePolicyOf(config, alphaPlanFor(config, undefined))
  const nothing = decide([], sample, strata, policy)
  const gate = unpairedGate(before, after, policy.deltaThreshold)
  const outcome = gate.verdict === 'not-evaluated' ? 'INCONCLUSIVE' : gate.verdict
  const gates: Gates = {
    ...nothing.gates,
    global: {
      ...nothing.gates.global,
      ...gate,
      endpoints: [],
      smallestDetectableDifference: null,
      pairsToResolve: null,
    },
  }
  return {
    ...nothing,
    gates,
    outcome,
    byRule: { interval: outcome, point: outcome },
    reasons: [
      gate.reason,
      'Answers of two periods are not pairs: what traffic changed between them is part of the difference; `cluster_stratified` replays the same requests.',
    ],
  }
}

function judged(traces: readonly RedactedTrace[]): JudgedAnswers {
  const passed = traces.filter(trace =>
    trace.outcome === undefined
      ? failureModesOf({ kind: 'completed', trace }).length === 0
      : trace.outcome >= 0.5,
  ).length
  return { passed, n: traces.length }
}

function drawnOf(traces: readonly RedactedTrace[], count: number, seed: string): readonly RedactedTrace[] {
  return traces
    .map(trace => ({ trace, u: permanentRandomNumber(seed, 'after-release', trace.traceId) }))
    .sort((left, right) => left.u - right.u)
    .slice(0, count)
    .map(({ trace }) => trace)
}

/** As the other runs', from what was read. */
function runIdOf(config: Config, before: readonly RedactedTrace[], after: readonly RedactedTrace[]): RunId {
  const hash = createHash('sha256').update(config.configHash).update('\0').update(config.seed)
  for (const traceId of [...before, ...after].map(trace => trace.traceId).toSorted()) {
    hash.update('\0').update(traceId)
  }
  return `run-${hash.digest('hex').slice(0, 12)}` as RunId
}
