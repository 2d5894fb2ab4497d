import { createHash } from 'node:crypto'
import type { Config } from './config/config.ts'
import type { Dependencies } from './dependencies.ts'
import { ConfigError } from './errors/config-error.ts'
import type { CostForecast } from './models/spend/forecast-cost.ts'
import { checkFamilies } from './pipeline/check-families.ts'
import { createRun, type Run } from './pipeline/create-run.ts'
import { crossCheckJudge } from './pipeline/cross-check-judge.ts'
import { alphaPlanFor, alphaSentences, checkSameConfig } from './pipeline/extend-run.ts'
import { costInterval } from './pipeline/forecast-run.ts'
import { ingestSide, redactAll, windowOf, withOutside } from './pipeline/ingest-side.ts'
import { judgeWithControls, withoutJudge } from './pipeline/judge-all.ts'
import { judgeWithoutReplay } from './pipeline/judge-without-replay.ts'
import { prepareRun } from './pipeline/prepare-run.ts'
import { recordedTraces } from './pipeline/recorded-traces.ts'
import { replayAll } from './pipeline/replay-all.ts'
import { reproduceFailures } from './pipeline/reproduce-failures.ts'
import { gatePolicyOf } from './pipeline/sampling-plan-of.ts'
import { scoreAll } from './pipeline/score-all.ts'
import { stratifyPopulation } from './pipeline/stratify-population.ts'
import { suiteReport } from './pipeline/suite-report.ts'
import { synthesisePopulation } from './pipeline/synthesise-population.ts'
import { answeredHealth, syntheticReport } from './pipeline/synthetic-report.ts'
import type { ParentRun } from './records/alpha-plan.ts'
import type { AuditEvidence, AuditHistory } from './records/audit.ts'
import type { Embeddings } from './records/embeddings.ts'
import type { Evaluation, Manifest, Unmatched } from './records/evaluation.ts'
import type { RunId, TraceId } from './records/ids.ts'
import type { PopulationDescription } from './records/population.ts'
import type { Sample } from './records/sample.ts'
import type { Strata } from './records/strata.ts'
import type { StratumDescription } from './records/stratum-description.ts'
import type { RedactedTrace } from './records/trace.ts'
import { auditEvidence } from './stages/audit/audit-evidence.ts'
import { judgeSeriesOf } from './stages/audit/judge-series-of.ts'
import { coverageOf, itemsOfSample } from './stages/coverage/coverage-of.ts'
import { decide } from './stages/gate/decide.ts'
import { selectWindow } from './stages/ingest/select-window.ts'
import { traceTraitsOf } from './stages/judge/facts-of.ts'
import { failureModesOf } from './stages/judge/failure-modes-of.ts'
import { observedSpreads } from './stages/sample/observed-spreads.ts'
import { sampleDigest } from './stages/sample/sample-digest.ts'
import { describeStrata } from './stages/stratify/describe-strata.ts'
import { mapStrata } from './stages/stratify/map/map-strata.ts'
import { baselineHealth } from './stages/trend/baseline-health.ts'

/** What a run would do and pay. */
export type RunPlan = {
  readonly sample: Sample
  readonly strata: Strata
  readonly populationSize: number
  /** Absent when nothing costs anything, or a price is not known. */
  readonly forecast: CostForecast | undefined
}

const SYNTHETIC_NOTE =
  'synthetic requests stand in for real traces (privacy.mode: synthetic): differences are those on synthetic traffic'

/** Every run pays for its map, so that its layout is smaller than that of `tidegate strata --html`. */
const RUN_MAP = { mostLaidOut: 2_000, mostDrawn: 20_000 }

/**
 * The whole flow, read top to bottom: sources, redaction, store, embedding, strata, sample, replay,
 * judge, gate. A pure function of the config, the traces, the seed and the models' replies.
 *
 * @throws {PipelineError} what stops a run; a failed gate is a decision, not an error.
 */
export async function evaluate(config: Config, deps: Dependencies, parent?: ParentRun): Promise<Evaluation> {
  const { strategy } = config.sampling
  if (parent !== undefined && (strategy === 'static' || strategy === 'judge_only')) {
    throw new ConfigError(`Expected a run of a sample to extend, found \`sampling.strategy: ${strategy}\``, {
      path: 'sampling.strategy',
      hint: 'a suite is replayed whole, and answers without a replay are no pairs: start a new run',
    })
  }
  if (strategy === 'judge_only' && deps.scorers !== undefined) {
    throw new ConfigError('Expected no scorers beside `sampling.strategy: judge_only`, found some', {
      path: 'scorers',
      hint: 'answers without a replay are no pairs that two scores could be compared in',
    })
  }
  if (strategy === 'judge_only') return judgeWithoutReplay(config, deps)
  const run = createRun(deps)
  if (parent !== undefined) checkSameConfig(config, deps, parent)
  const alphaPlan = alphaPlanFor(config, parent)

  const prepared = await prepareRun(run, config, deps, parent)
  const { production, answers, flagged, window, population, embeddings, strata, sample } = prepared
  const { candidateById, weeks, model, drift, forecast, earlier, requests, traffic } = prepared

  const asked = { judge: deps.judge.name, judges: deps.judgeChecks?.manifest }
  const audit = auditOf(await deps.auditHistory?.(), asked, config, deps)

  checkFamilies(requests, candidateById.values(), config, deps)
  const reproduced =
    prepared.synthetic === undefined
      ? undefined
      : await run.stage('reproduce failures', advance =>
          reproduceFailures(prepared.synthetic?.reported ?? [], config, deps, advance),
        )
  const kept = new Set(prepared.adversarial.map(({ traceId }) => traceId))
  const adversarial = [
    ...prepared.adversarial,
    ...(reproduced?.twins ?? []).filter(({ traceId }) => !kept.has(traceId)),
  ]
  const answered = await run.stage(
    'replay',
    advance =>
      replayAll(sample, requests, adversarial, candidateById, flagged.weights, config, deps, advance),
    sample.draws.length,
  )
  const replays =
    deps.scorers === undefined
      ? answered
      : await run.stage('score', advance => scoreAll(answered, config, deps, advance), answered.length)
  const { controls, judged, sequential } = await run.stage(
    'judge',
    advance => judgeWithControls(replays, sample, config, deps, advance, { alphaPlan, earlier, audit }),
    replays.length,
  )
  const isRefused = controls?.verdict === 'invalid'
  const pairs = isRefused ? judged.map(withoutJudge) : judged
  const secondCheck = await run.stage('cross-check', advance =>
    crossCheckJudge(replays, pairs, config, deps, advance),
  )
  const suite =
    prepared.suite === undefined
      ? undefined
      : suiteReport(
          prepared.suite,
          { strata: traffic, embeddings },
          pairs,
          deps.live?.candidate === undefined ? candidateById : undefined,
        )
  const coverage = await run.stage(
    'coverage',
    () => ({
      // A frozen suite is its own sample.
      sample: coverageOf(
        traffic,
        embeddings,
        prepared.suite !== undefined && requests !== population
          ? prepared.suite.items
          : itemsOfSample(sample, embeddings),
      ),
      ...(suite === undefined ? {} : { suite: suite.coverage }),
    }),
    sample.draws.length,
  )
  const decision = await run.stage(
    'decide',
    () =>
      decide(
        pairs,
        sample,
        strata,
        gatePolicyOf(config, alphaPlan, audit),
        isRefused ? undefined : sequential,
      ),
    pairs.length,
  )
  const map = deps.withMap
    ? await run.stage(
        'map',
        () => mapStrata(embeddings, prepared.intents, traffic, RUN_MAP),
        population.length,
      )
    : undefined

  const manifest: Manifest = {
    ...populationManifest(config, deps, embeddings, window),
    ...(config.candidateName === undefined ? {} : { candidateName: config.candidateName }),
    ...asked,
    isJudgeLanguageModel: deps.judge.isLanguageModel,
    ...(deps.scorers === undefined ? {} : { scorers: deps.scorers.map(({ name }) => name) }),
    live:
      deps.live === undefined
        ? undefined
        : { candidate: deps.live.candidate?.name, baseline: deps.live.baseline?.name },
    adversarialSet: flagged.set,
  }
  return {
    runId: runIdOf(manifest, population, parent),
    manifest,
    ingest: [withOutside(production.report, window.outside), answers.report, flagged.report],
    unmatched:
      deps.live?.candidate === undefined
        ? unmatchedOf(
            requests === population ? production.ids : requests.map(({ traceId }) => traceId),
            answers.ids,
            [
              ...flagged.ids,
              ...production.ids,
              ...(prepared.suite?.suite.items ?? []).map(({ trace }) => trace.traceId),
            ],
          )
        : { candidateOnly: [], baselineOnly: [] },
    strata,
    weeks,
    model,
    drift,
    sample,
    coverage,
    suite,
    forecast: forecast === undefined ? undefined : costInterval(forecast),
    map,
    replays,
    pairs,
    controls,
    crossCheck: secondCheck,
    spreads: observedSpreads(pairs),
    decision: { ...decision, reasons: [...decision.reasons, ...alphaSentences(alphaPlan, parent)] },
    alphaPlan,
    sampleDigest: sampleDigest(sample),
    baseline:
      prepared.synthetic === undefined
        ? baselineHealth(recordedTraces(sample, requests))
        : answeredHealth(replays),
    ...(prepared.synthetic === undefined || reproduced === undefined
      ? {}
      : { synthetic: syntheticReport(prepared.synthetic, replays, reproduced.account, deps) }),
    audit,
    costPicoUsd: deps.spentPicoUsd?.() ?? 0,
    timings: run.timings,
  }
}

function auditOf(
  history: AuditHistory | undefined,
  asked: Pick<Manifest, 'judge' | 'judges'>,
  { audit: { weeklySize } }: Config,
  { nowMs }: Dependencies,
): AuditEvidence | undefined {
  return history === undefined
    ? undefined
    : auditEvidence(history, { series: judgeSeriesOf(asked), nowMs: nowMs(), weeklySize })
}

/**
 * What a run would draw and cost: everything before the first answer is paid for.
 *
 * @throws {PipelineError} what would stop the run.
 */
export async function planRun(config: Config, deps: Dependencies): Promise<RunPlan> {
  const run = createRun(deps)
  const { sample, strata, forecast, population } = await prepareRun(run, config, deps)
  return { sample, strata, populationSize: population.length, forecast: forecast?.cost }
}

/**
 * What production's window asks for: the first half of `evaluate`, up to the strata, described for people. Needs no
 * candidate and asks no judge.
 *
 * @throws {PipelineError} what stops a run.
 */
export async function describePopulation(
  config: Config,
  deps: Dependencies,
  { withMap }: { readonly withMap: boolean },
): Promise<PopulationDescription> {
  const run = createRun(deps)
  const { report, window, synthetic, population } = await readPopulation(run, config, deps)
  const { intents, embeddings, strata, weeks } = await stratifyPopulation(
    run,
    population,
    window.window,
    config,
    deps,
    synthetic?.strata,
  )
  const descriptions = await run.stage(
    'describe',
    () =>
      describeStrata(strata, population.map(traceTraitsOf), {
        failureModes:
          synthetic?.recordedModes ??
          new Map(population.map(trace => [trace.traceId, failureModesOf({ kind: 'completed', trace })])),
        labelStratum: deps.labelStratum,
        previous: weeks.matches,
      }),
    strata.strata.length,
  )
  warnOfMissingLabels(descriptions, deps)
  return {
    manifest: populationManifest(config, deps, embeddings, window),
    ingest: withOutside(report, window.outside),
    populationSize: strata.populationSize,
    ...(strata.fittedOn === undefined ? {} : { fittedOn: strata.fittedOn }),
    strata: descriptions,
    map: withMap ? await run.stage('map', () => mapStrata(embeddings, intents, strata)) : undefined,
    costPicoUsd: deps.spentPicoUsd?.() ?? 0,
    timings: run.timings,
  }
}

/** Production's window, redacted. A function of its own: the traces as they were recorded are let go when it returns. */
async function readPopulation(run: Run, config: Config, deps: Dependencies) {
  const production = await run.stage('ingest', advance => ingestSide('baseline', config, deps, advance))
  const window = selectWindow(production.traces, windowOf(config))
  const synthetic =
    deps.synthetic === undefined
      ? undefined
      : await synthesisePopulation(run, production, window.traces, [], window.window, config, deps)
  const population =
    synthetic?.population ??
    (await run.stage(
      'redact',
      () => redactAll(window.traces, 'baseline', deps, production),
      window.traces.length,
    ))
  const { report } = production
  return { report, window: { window: window.window, outside: window.outside }, synthetic, population }
}

function warnOfMissingLabels(descriptions: readonly StratumDescription[], deps: Dependencies): void {
  if (deps.labelStratum === undefined) return
  const missing = descriptions.filter(each => each.kind === 'cluster' && each.labelledBy === 'keywords')
  if (missing.length > 0)
    deps.onWarning(`the labelling model gave no label for ${missing.length} strata: they keep their keywords`)
}

function populationManifest(
  config: Config,
  deps: Dependencies,
  embeddings: Embeddings,
  { window }: Pick<Manifest, 'window'>,
): PopulationDescription['manifest'] {
  return {
    tidegateVersion: deps.version,
    configHash: config.configHash,
    seed: config.seed,
    embeddingModel: embeddings.modelId,
    substitutions: [...deps.substitutions, ...(deps.synthetic === undefined ? [] : [SYNTHETIC_NOTE])],
    window,
    redactions: (deps.synthetic?.redactReal ?? deps.redactText).counts(),
    // A synthetic request stands nowhere else.
    ...(config.source?.traceUrl === undefined || deps.synthetic !== undefined
      ? {}
      : { traceUrl: config.source.traceUrl }),
  }
}

function unmatchedOf(
  production: readonly TraceId[],
  candidate: readonly TraceId[],
  flagged: readonly TraceId[],
): Unmatched {
  const candidateIds = new Set(candidate)
  const knownIds = new Set([...production, ...flagged])
  return {
    candidateOnly: candidate.filter(id => !knownIds.has(id)).toSorted(),
    baselineOnly: production.filter(id => !candidateIds.has(id)).toSorted(),
  }
}

/** A name that the same config, seed, population and adversarial set always give: what a repeated run replaces. */
function runIdOf(manifest: Manifest, population: readonly RedactedTrace[], parent?: ParentRun): RunId {
  const hash = createHash('sha256').update(manifest.configHash).update('\0').update(manifest.seed)
  for (const traceId of population.map(trace => trace.traceId).toSorted()) hash.update('\0').update(traceId)
  if (parent !== undefined) hash.update('\0extends\0').update(parent.runId)
  if (manifest.adversarialSet !== undefined) hash.update('\0set\0').update(manifest.adversarialSet.hash)
  return `run-${hash.digest('hex').slice(0, 12)}` as RunId
}
