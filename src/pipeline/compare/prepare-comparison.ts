import type { Config } from '../../config/config.ts'
import type { Dependencies } from '../../dependencies.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { IngestReport } from '../../records/evaluation.ts'
import type { StratumId } from '../../records/ids.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Strata } from '../../records/strata.ts'
import type { Suite } from '../../records/suite.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { intentOf } from '../../stages/embed/intent-of.ts'
import type { Run } from '../create-run.ts'
import { clusterIntents, embedIntents } from '../embed-and-cluster.ts'
import { strataOfItems } from '../place-suite.ts'
import { readRunSuite } from '../read-run-suite.ts'
import { standInSuite, suiteItemId } from './frozen-suite.ts'
import { readWeeks, type TrafficWeek } from './read-weeks.ts'
import { homesOf, strataAmong } from './resample.ts'

/** The traffic and the suite, read, embedded and stratified once. */
export type PreparedComparison = {
  readonly weeks: readonly (TrafficWeek & { readonly strata: Strata })[]
  /** The newest window: what the strategies look at. */
  readonly traces: readonly RedactedTrace[]
  readonly strata: Strata
  readonly embeddings: Embeddings
  readonly suite: {
    readonly suite: Suite<RedactedText>
    readonly isStandIn: boolean
    /** Items with an answer, under ids of their own, in the strata of the traffic; noise where they belong to none. */
    readonly traces: readonly RedactedTrace[]
    readonly strata: Strata
    /** Of every item, answered or not. */
    readonly homes: readonly (StratumId | undefined)[]
  }
  readonly report: IngestReport
}

/**
 * Traffic of all windows and the suite's items are clustered together, so that an intent is the same stratum in every
 * window and in the suite. The model that follows weeks in the store is not touched.
 */
export async function prepareComparison(
  run: Run,
  config: Config,
  deps: Dependencies,
): Promise<PreparedComparison> {
  const { weeks, report } = await run.stage('ingest', advance => readWeeks(config, deps, advance))
  const named = await readRunSuite(config, deps)
  const traffic = weeks.flatMap(({ traces }) => traces)
  const ownItems = (named?.items ?? []).map(item => ({
    ...item,
    trace: { ...item.trace, traceId: suiteItemId(item.trace.traceId) },
  }))
  const all = [...traffic, ...ownItems.map(({ trace }) => trace)]
  const intents = all.map(intentOf)
  const { embeddings } = await embedIntents(run, intents, deps)
  const strata = await clusterIntents(run, embeddings, intents, config, deps)
  const perWeek = weeks.map(week => ({
    ...week,
    strata: strataAmong(strata, new Set(week.traces.map(({ traceId }) => traceId))),
  }))
  const [oldest, newest] = [perWeek.at(0), perWeek.at(-1)]
  const traces = newest?.traces ?? []
  const standIn =
    named === undefined && oldest !== undefined
      ? standInSuite(oldest.strata, oldest.traces, config.seed)
      : undefined
  const homes = standIn?.strata ?? homesOf(strata)
  const items = standIn?.suite.items ?? ownItems
  const answered = items.filter(({ answeredBy }) => answeredBy !== 'nobody').map(({ trace }) => trace)
  return {
    weeks: perWeek,
    traces,
    strata: newest?.strata ?? strata,
    embeddings,
    suite: {
      suite: { ...(named ?? standIn?.suite ?? EMPTY), items },
      isStandIn: named === undefined,
      traces: answered,
      strata: strataOfItems(
        strata,
        answered.map(trace => ({ trace })),
        homes,
      ),
      homes: items.map(({ trace }) => homes.get(trace.traceId)),
    },
    report,
  }
}

const EMPTY: Suite<RedactedText> = { name: 'none', format: 'canonical', items: [], rejected: [] }
