import { createHash } from 'node:crypto'
import type { Config } from './config/config.ts'
import type { Dependencies } from './dependencies.ts'
import { ConfigError } from './errors/config-error.ts'
import { InterruptedError } from './errors/interrupted-error.ts'
import type { Embeddings } from './records/embeddings.ts'
import type { Evaluation, IngestReport, Manifest, StageTiming, Unmatched } from './records/evaluation.ts'
import type { RunId, TraceId } from './records/ids.ts'
import type { Intent } from './records/intent.ts'
import type { JudgedPair } from './records/judged-pair.ts'
import type { PopulationDescription } from './records/population.ts'
import type { Replay } from './records/replay.ts'
import type { Sample } from './records/sample.ts'
import type { Strata } from './records/strata.ts'
import type { StratumDescription } from './records/stratum-description.ts'
import type { RedactedTrace, Trace } from './records/trace.ts'
import { embed } from './stages/embed/embed.ts'
import { intentOf } from './stages/embed/intent-of.ts'
import { decide } from './stages/gate/decide.ts'
import { DEFAULT_GATE_POLICY } from './stages/gate/gate-policy.ts'
import { collectTraces } from './stages/ingest/collect-traces.ts'
import { selectWindow } from './stages/ingest/select-window.ts'
import { traceTraitsOf } from './stages/judge/facts-of.ts'
import { failureModesOf } from './stages/judge/failure-modes-of.ts'
import { judgePair } from './stages/judge/judge-pair.ts'
import { redactTrace } from './stages/redact/redact.ts'
import { replayRecorded } from './stages/replay/replay-recorded.ts'
import { drawSample } from './stages/sample/draw-sample.ts'
import { earlierSpreads } from './stages/sample/earlier-spreads.ts'
import { observedSpreads } from './stages/sample/observed-spreads.ts'
import { describeStrata } from './stages/stratify/describe-strata.ts'
import { mapStrata } from './stages/stratify/map/map-strata.ts'
import { stratify } from './stages/stratify/stratify.ts'

/**
 * The whole flow, read top to bottom: sources, redaction, store, embedding, strata, sample, replay,
 * judge, gate. A pure function of the config, the traces, the seed and the models' replies.
 *
 * @throws {PipelineError} what stops a run; a failed gate is a decision, not an error.
 */
export async function evaluate(config: Config, deps: Dependencies): Promise<Evaluation> {
  const run = createRun(deps)

  const production = await run.stage('ingest', advance => ingestSide('baseline', config, deps, advance))
  const answers = await run.stage('candidate', advance => ingestSide('candidate', config, deps, advance))
  const flagged = await run.stage('adversarial', advance => ingestSide('adversarial', config, deps, advance))
  const window = selectWindow(production.traces, windowOf(config))

  const population = await run.stage(
    'redact',
    () => redactAll(window.traces, 'baseline', deps),
    window.traces.length,
  )
  const candidates = await run.stage(
    'redact candidate',
    () => redactAll(answers.traces, 'candidate', deps),
    answers.traces.length,
  )
  const adversarial = redactAll(flagged.traces, 'adversarial', deps)

  const { embeddings, strata } = await stratifyTraces(run, population, config, deps)
  const traitsById = new Map(population.map(trace => [trace.traceId, trace]))
  const sample = await run.stage(
    'sample',
    () =>
      drawSample(strata, {
        ...planOf(config),
        traitsOf: traceId => traitsById.get(traceId),
        spreads: spreadsOf(config, deps, window.window?.endMs, embeddings.modelId),
      }),
    population.length,
  )
  for (const note of sample.notes ?? []) deps.onWarning(`sample: ${note}`)

  const candidateById = new Map(candidates.map(trace => [trace.traceId, trace]))
  const replays = await run.stage(
    'replay',
    () => replayAll(sample, population, adversarial, candidateById, config),
    sample.draws.length,
  )
  const pairs = await run.stage('judge', advance => judgeAll(replays, deps, advance), replays.length)
  const decision = await run.stage(
    'decide',
    () => decide(pairs, sample, strata, policyOf(config)),
    pairs.length,
  )

  const manifest: Manifest = {
    ...populationManifest(config, deps, embeddings, window),
    judge: deps.judge.name,
    isJudgeLanguageModel: deps.judge.isLanguageModel,
  }
  return {
    runId: runIdOf(manifest, population),
    manifest,
    ingest: [withOutside(production.report, window.outside), answers.report, flagged.report],
    unmatched: unmatchedOf(production.traces, answers.traces, flagged.traces),
    strata,
    sample,
    replays,
    pairs,
    spreads: observedSpreads(pairs),
    decision,
    costPicoUsd: deps.spentPicoUsd?.() ?? 0,
    timings: run.timings,
  }
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
  const production = await run.stage('ingest', advance => ingestSide('baseline', config, deps, advance))
  const window = selectWindow(production.traces, windowOf(config))
  const population = await run.stage(
    'redact',
    () => redactAll(window.traces, 'baseline', deps),
    window.traces.length,
  )
  const { intents, embeddings, strata } = await stratifyTraces(run, population, config, deps)
  const descriptions = await run.stage(
    'describe',
    () =>
      describeStrata(strata, population.map(traceTraitsOf), {
        failureModes: new Map(
          population.map(trace => [trace.traceId, failureModesOf({ kind: 'completed', trace })]),
        ),
        labelStratum: deps.labelStratum,
      }),
    strata.strata.length,
  )
  warnOfMissingLabels(descriptions, deps)
  return {
    manifest: populationManifest(config, deps, embeddings, window),
    ingest: withOutside(production.report, window.outside),
    populationSize: strata.populationSize,
    strata: descriptions,
    map: withMap ? await run.stage('map', () => mapStrata(embeddings, intents, strata)) : undefined,
    costPicoUsd: deps.spentPicoUsd?.() ?? 0,
    timings: run.timings,
  }
}

function warnOfMissingLabels(descriptions: readonly StratumDescription[], deps: Dependencies): void {
  if (deps.labelStratum === undefined) return
  const missing = descriptions.filter(each => each.kind === 'cluster' && each.labelledBy === 'keywords')
  if (missing.length > 0)
    deps.onWarning(`the labelling model gave no label for ${missing.length} strata: they keep their keywords`)
}

type Advance = (done: number) => void
type Side = IngestReport['side']

/** Runs stages one after another: progress, timing and Ctrl-C are here and nowhere else. */
function createRun(deps: Dependencies) {
  const timings: StageTiming[] = []
  async function stage<T>(
    name: string,
    work: (advance: Advance) => T | Promise<T>,
    total?: number,
  ): Promise<T> {
    if (deps.signal.aborted)
      throw new InterruptedError('Interrupted', { hint: 'run the same command again to continue' })
    const startedAtMs = deps.nowMs()
    let last = 0
    const tell = (kind: 'started' | 'advanced' | 'finished', done: number) =>
      deps.onProgress({ kind, stage: name, done, total })
    tell('started', 0)
    const result = await work(done => {
      last = done
      tell('advanced', done)
    })
    tell('finished', total ?? last)
    timings.push({ stage: name, durationMs: deps.nowMs() - startedAtMs, items: total ?? last })
    return result
  }
  return { stage, timings }
}

type Run = ReturnType<typeof createRun>

/** From redacted traces to strata, with what lies between. */
async function stratifyTraces(
  run: Run,
  population: readonly RedactedTrace[],
  config: Config,
  deps: Dependencies,
): Promise<{
  readonly intents: readonly Intent[]
  readonly embeddings: Embeddings
  readonly strata: Strata
}> {
  const intents = population.map(intentOf)
  const embeddings = await run.stage(
    'embed',
    advance =>
      embed(intents, deps.embeddingModel, {
        cache: deps.store,
        lexical: deps.lexicalModel,
        onProgress: advance,
        signal: deps.signal,
      }),
    intents.length,
  )
  const strata = await run.stage(
    'stratify',
    () => stratify(embeddings, intents, config.clustering),
    intents.length,
  )
  return { intents, embeddings, strata }
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
    substitutions: deps.substitutions,
    window,
    redactions: deps.redactText.counts(),
  }
}

async function ingestSide(side: Side, config: Config, deps: Dependencies, onProgress: Advance) {
  const files =
    side === 'baseline'
      ? config.source
      : side === 'candidate'
        ? config.candidate?.recorded
        : adversarialFiles(config)
  if (files === undefined) {
    if (side === 'adversarial') return { traces: [], report: emptyReport(side) }
    const flag = side === 'baseline' ? 'source' : 'candidate'
    throw new ConfigError(`Expected \`${flag}\` in the config or --${flag}, found neither`, {
      path: flag,
      hint: `name the ${side}'s recorded traces, for example \`${flag}: runs/${side}.jsonl\``,
    })
  }
  if (side === 'adversarial' && (await deps.io.listFiles(files.path[0] ?? '')).length === 0) {
    return { traces: [], report: emptyReport(side) }
  }
  const { isForbiddenId, signal } = deps
  const { maxRejected } = files
  const collected = await collectTraces(files, deps.io, {
    side,
    maxRejected,
    isForbiddenId,
    onProgress,
    signal,
  })
  for (const warning of collected.warnings) deps.onWarning(`${side}: ${warning}`)
  return collected
}

/** The adversarial set is canonical traces; it may not exist yet, since it grows from what customers report. */
function adversarialFiles(config: Config): Config['source'] {
  const { source } = config.adversarial
  return source === undefined
    ? undefined
    : {
        format: 'canonical',
        path: [source],
        maxRejected: undefined,
        intentPointer: undefined,
        map: undefined,
      }
}

function emptyReport(side: Side): IngestReport {
  const filtered = { duplicate: 0, 'health-check': 0, 'system-only': 0, 'outside-window': 0 }
  return { side, accepted: 0, rejected: [], filtered, unknownFinishes: {} }
}

function withOutside(report: IngestReport, outside: number): IngestReport {
  return { ...report, filtered: { ...report.filtered, 'outside-window': outside } }
}

function windowOf(config: Config) {
  return { windowDays: config.sampling.windowDays, endMs: config.sampling.windowEndMs }
}

function redactAll(traces: readonly Trace[], side: Side, deps: Dependencies): readonly RedactedTrace[] {
  const redacted = traces.map(trace => redactTrace(trace, deps.redactText))
  deps.store.putTraces(side, redacted)
  return redacted
}

function planOf(config: Config) {
  const { targetSize, allocation, strategy, floor, customerCap, stratifyBy } = config.sampling
  return {
    targetSize,
    allocation,
    strategy,
    floor,
    customerCap,
    stratifyBy,
    seed: config.seed,
    noiseWeight: config.clustering.noiseWeight,
  }
}

/** What earlier weeks say of the spread in each stratum; asked for by one allocation alone. */
function spreadsOf(
  config: Config,
  deps: Dependencies,
  windowEndMs: number | undefined,
  embeddingModel: string,
) {
  if (config.sampling.allocation !== 'neyman') return undefined
  const results = deps.store.runs().flatMap(({ report }) => report ?? [])
  return earlierSpreads(results, { windowEndMs, embeddingModel })
}

function policyOf(config: Config) {
  return {
    ...DEFAULT_GATE_POLICY,
    deltaThreshold: config.gates.deltaThreshold,
    adversarialFloor: config.gates.adversarialFloor,
    weightMultiplier: config.adversarial.weightMultiplier,
  }
}

/** Sampled traffic in judging order, then the adversarial set: its file, and what support flagged in this window. */
function replayAll(
  sample: Sample,
  population: readonly RedactedTrace[],
  adversarial: readonly RedactedTrace[],
  candidates: ReadonlyMap<TraceId, RedactedTrace>,
  config: Config,
): readonly Replay[] {
  const byId = new Map(population.map(trace => [trace.traceId, trace]))
  const traffic = sample.draws.flatMap(draw => {
    const request = byId.get(draw.traceId)
    return request === undefined ? [] : [replayRecorded(request, { kind: 'traffic', draw }, candidates)]
  })
  const known = new Set(adversarial.map(trace => trace.traceId))
  const reported = population.filter(trace => trace.supportFlag !== undefined && !known.has(trace.traceId))
  const weight = config.adversarial.weightMultiplier
  const flagged = [...adversarial, ...reported].map(request =>
    replayRecorded(request, { kind: 'adversarial', weight }, candidates),
  )
  return [...traffic, ...flagged]
}

async function judgeAll(
  replays: readonly Replay[],
  deps: Dependencies,
  advance: Advance,
): Promise<readonly JudgedPair[]> {
  const pairs: JudgedPair[] = []
  for (const replay of replays) {
    if (deps.signal.aborted)
      throw new InterruptedError('Interrupted', { hint: 'run the same command again to continue' })
    pairs.push(await judgePair(replay, deps.judge))
    if (pairs.length % 100 === 0) advance(pairs.length)
  }
  return pairs
}

function unmatchedOf(
  production: readonly Trace[],
  candidate: readonly Trace[],
  flagged: readonly Trace[],
): Unmatched {
  const candidateIds = new Set(candidate.map(trace => trace.traceId))
  const knownIds = new Set([...production, ...flagged].map(trace => trace.traceId))
  return {
    candidateOnly: candidate
      .map(trace => trace.traceId)
      .filter(id => !knownIds.has(id))
      .toSorted(),
    baselineOnly: production
      .map(trace => trace.traceId)
      .filter(id => !candidateIds.has(id))
      .toSorted(),
  }
}

/** A name that the same config, seed and population always give: what a repeated run replaces. */
function runIdOf(manifest: Manifest, population: readonly RedactedTrace[]): RunId {
  const hash = createHash('sha256').update(manifest.configHash).update('\0').update(manifest.seed)
  for (const traceId of population.map(trace => trace.traceId).toSorted()) hash.update('\0').update(traceId)
  return `run-${hash.digest('hex').slice(0, 12)}` as RunId
}
