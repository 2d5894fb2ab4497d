import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { LexicalFit } from '../models/lexical-model.ts'
import type { DriftReport } from '../records/drift.ts'
import type { Embeddings } from '../records/embeddings.ts'
import type { Manifest } from '../records/evaluation.ts'
import type { Intent } from '../records/intent.ts'
import type { Strata } from '../records/strata.ts'
import type { RedactedTrace } from '../records/trace.ts'
import type { ModelChange, Weeks } from '../records/weeks.ts'
import { compareShares } from '../stages/drift/compare-shares.ts'
import { DEFAULT_DRIFT_POLICY } from '../stages/drift/drift-policy.ts'
import { embedInSpace } from '../stages/embed/embed.ts'
import { intentOf } from '../stages/embed/intent-of.ts'
import { followWeek } from '../stages/stratify/weeks/follow-week.ts'
import { keepModel } from '../stages/stratify/weeks/keep-model.ts'
import type { Run } from './create-run.ts'
import { clusterIntents, embedIntents } from './embed-and-cluster.ts'
import { foreignWarning } from './foreign-warning.ts'

export type StratifiedPopulation = {
  readonly intents: readonly Intent[]
  readonly embeddings: Embeddings
  /** With the ids of earlier weeks where an intent is still the same. */
  readonly strata: Strata
  readonly weeks: Weeks
  readonly model: { readonly modelId: string; readonly change: ModelChange }
  /** Undefined when there is no earlier week to compare with. */
  readonly drift: DriftReport | undefined
  /** Places further texts in the space of `embeddings`; undefined without a lexical model. */
  readonly lexicalFit: LexicalFit | undefined
}

/**
 * From redacted traces to strata: embedded, clustered, and matched with the model of the last window before this one.
 *
 * @param known - the strata of these traces, where they were not found among them; absent: they are clustered.
 */
export async function stratifyPopulation(
  run: Run,
  population: readonly RedactedTrace[],
  window: Manifest['window'],
  config: Config,
  deps: Dependencies,
  known?: Strata,
): Promise<StratifiedPopulation> {
  const intents = population.map(intentOf)
  // The lexical model goes with the local embedding model, which knows English only.
  const foreign = deps.lexicalModel === undefined ? undefined : foreignWarning(population, intents)
  if (foreign !== undefined) deps.onWarning(`strata: ${foreign}`)
  const { embeddings, lexicalFit } = await embedIntents(run, intents, deps)
  const fitted = known ?? (await clusterIntents(run, embeddings, intents, config, deps))
  const week = {
    intents,
    strata: fitted,
    window,
    lexicalFit,
    store: deps.store,
    search: deps.search,
    startedAtMs: new Map(
      population.flatMap(({ traceId, startedAtMs }) =>
        startedAtMs === undefined ? [] : [[traceId, startedAtMs] as const],
      ),
    ),
    embeddingModelId: deps.embeddingModel.modelId,
    loadFit: deps.lexicalModel?.load,
    embedInSpace: async (fit: LexicalFit | undefined) =>
      fit === undefined && lexicalFit === undefined
        ? // One space for all windows.
          embeddings
        : embedInSpace(intents, deps.embeddingModel, fit, { cache: deps.store, signal: deps.signal }),
  }
  const followed = await run.stage('weeks', () => followWeek(week), intents.length)
  const { shares, strata } = followed
  const drift =
    shares === undefined || strata.populationSize === 0
      ? undefined
      : compareShares(
          shares.reference,
          shares.current,
          { ...DEFAULT_DRIFT_POLICY, threshold: config.drift.threshold },
          { refitClusters: shares.refitClusters },
        )
  const hasAlarm = drift?.newIntents?.some(({ level }) => level !== 'none') ?? false
  const model = await run.stage('model', () => keepModel(week, followed, hasAlarm), intents.length)
  return { intents, embeddings, strata, weeks: followed.weeks, model, drift, lexicalFit }
}
