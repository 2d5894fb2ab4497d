import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { LexicalFit } from '../models/lexical-model.ts'
import { createRng } from '../numeric/random.ts'
import { drawRequests } from '../pipeline/draw-requests.ts'
import { type IngestedSide, ingestSide, redactOnly } from '../pipeline/ingest-side.ts'
import type { DriftReport } from '../records/drift.ts'
import type { Embeddings } from '../records/embeddings.ts'
import type { TraceId } from '../records/ids.ts'
import type { Intent } from '../records/intent.ts'
import type { Strata } from '../records/strata.ts'
import type { Weeks } from '../records/weeks.ts'
import { compareShares } from '../stages/drift/compare-shares.ts'
import { DEFAULT_DRIFT_POLICY } from '../stages/drift/drift-policy.ts'
import { withinShifts } from '../stages/drift/within-shifts.ts'
import { embedAndFit, embedInSpace } from '../stages/embed/embed.ts'
import { intentOf } from '../stages/embed/intent-of.ts'
import { fitStratumModel } from '../stages/stratify/weeks/create-stratum-model.ts'
import { followWeek } from '../stages/stratify/weeks/follow-week.ts'
import { serialiseStratumModel } from '../stages/stratify/weeks/serialise-stratum-model.ts'
import { stratifySample } from '../stages/stratify/weeks/stratify-sample.ts'
import { type DriftWindow, driftWindows } from './drift-windows.ts'
import { stratumVectors } from './stratum-vectors.ts'

export type WindowComparison = {
  readonly report: DriftReport
  /** New, vanished, split and merged intents of the current window. */
  readonly weeks: Weeks
  /** Strata of the current window, by the ids in `weeks`. */
  readonly strata: Strata
  readonly reference: DriftWindow
  readonly current: DriftWindow
  readonly substitutions: readonly string[]
}

/** One window with its own clusters. */
type Week = DriftWindow & {
  readonly intents: readonly Intent[]
  readonly strata: Strata
  readonly lexicalFit: LexicalFit | undefined
  readonly startedAtMs: ReadonlyMap<TraceId, number>
}

/**
 * What changed between two windows of the source: the first is clustered, both are assigned to its strata by one rule,
 * and the second is clustered too, for intents the first does not know.
 *
 * @param ends - exclusive ends of the windows, midnights of the time zone; default the newest window and the one before it.
 * @throws {ConfigError} when the source is missing or a window has no traffic.
 * @throws {PipelineError} what stops a run.
 */
export async function compareWindows(
  config: Config,
  deps: Dependencies,
  ends: { readonly referenceEndMs: number | undefined; readonly currentEndMs: number | undefined },
): Promise<WindowComparison> {
  const { windowDays, timeZone } = config.sampling
  const production = await ingestSide('baseline', config, deps, () => undefined)
  const windows = driftWindows(production.traces, { ...ends, windowDays, timeZone })
  if (windows.undated > 0)
    deps.onWarning(`${windows.undated} traces without a time are in neither window and were left out`)
  const reference = await clusteredWeek(windows.reference, production, config, deps)
  const current = await clusteredWeek(windows.current, production, config, deps)
  const placedReference = await placed(reference.intents, reference.lexicalFit, deps)
  const { model, labelled } = await fittedModel(reference, placedReference, deps)
  const { strata, weeks, shares, assigned } = await followWeek({
    ...current,
    window: current,
    embeddingModelId: deps.embeddingModel.modelId,
    loadFit: (bytes, location) => loadFit(deps, bytes, location),
    embedInSpace: fit => placed(current.intents, fit, deps),
    store: {
      latestModel: () => ({
        modelId: model.modelId,
        windowEndMs: reference.endMs,
        bytes: serialiseStratumModel(model),
      }),
      putModel: () => undefined,
    },
    search: deps.search,
  })
  if (shares === undefined || assigned === undefined)
    throw new ConfigError('Expected both windows in one embedding space, found two', {
      path: 'sampling.embedding_model',
    })
  const policy = { ...DEFAULT_DRIFT_POLICY, threshold: config.drift.threshold }
  const vectors = await stratumVectors(
    model,
    { ...reference, placed: placedReference, labelled },
    { ...current, assigned },
    intents => placed(intents, undefined, deps),
  )
  const report = compareShares(shares.reference, shares.current, policy, {
    refitClusters: shares.refitClusters,
    within: withinShifts(vectors, policy, createRng(`drift/${config.seed}`)),
  })
  return {
    report,
    weeks,
    strata,
    reference: windows.reference,
    current: windows.current,
    substitutions: deps.substitutions,
  }
}

async function clusteredWeek(
  window: DriftWindow,
  production: IngestedSide,
  config: Config,
  deps: Dependencies,
): Promise<Week> {
  const traces = await redactOnly(window.traces, deps, production)
  const intents = traces.map(intentOf)
  const { embeddings, lexicalFit } = await embedAndFit(intents, deps.embeddingModel, {
    cache: deps.store,
    lexical: deps.lexicalModel,
    signal: deps.signal,
  })
  return {
    ...window,
    intents,
    strata: await stratifySample(
      embeddings,
      intents,
      config.clustering,
      { draw: drawRequests(config.seed), mostFitted: deps.mostFitted },
      deps.search,
    ),
    lexicalFit,
    startedAtMs: new Map(
      traces.flatMap(({ traceId, startedAtMs }) =>
        startedAtMs === undefined ? [] : [[traceId, startedAtMs]],
      ),
    ),
  }
}

function fittedModel(week: Week, embeddings: Embeddings, deps: Dependencies) {
  const { intents, strata, lexicalFit, startedAtMs, startMs, endMs } = week
  return fitStratumModel({
    embeddings,
    intents,
    strata,
    embeddingModelId: deps.embeddingModel.modelId,
    lexicalFit:
      lexicalFit === undefined ? undefined : { modelId: lexicalFit.modelId, bytes: lexicalFit.toBytes() },
    window: { startMs, endMs },
    startedAtMs,
    search: deps.search,
  })
}

function placed(intents: readonly Intent[], fit: LexicalFit | undefined, deps: Dependencies) {
  return embedInSpace(intents, deps.embeddingModel, fit, { cache: deps.store, signal: deps.signal })
}

function loadFit({ lexicalModel }: Dependencies, bytes: Uint8Array, location: string): LexicalFit {
  if (lexicalModel !== undefined) return lexicalModel.load(bytes, location)
  throw new ConfigError('Expected a lexical model for a model that was fitted with one, found none', {
    path: 'sampling.embedding_model',
  })
}
