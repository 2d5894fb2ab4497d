import type { RunId } from '../records/ids.ts'
import { headlineOf } from '../stages/report/headline.ts'
import type { RunStateRow, RunStore } from '../store/run-store.ts'
import type { DriftList, PairSummary, RunReport, RunSummary, Trend } from './contract.ts'

/** Runs whose pairs are kept at hand; one of 2,000 pairs takes about a megabyte. */
const MOST_INDEXES = 8

/** Reads what is kept of runs; a finished run does not change, so that what was read once is remembered. */
export interface RunReader {
  summaries(): readonly RunSummary[]
  summary(runId: string): RunSummary | undefined
  /** Undefined: no such run. */
  pairIndex(runId: string): readonly PairSummary[] | undefined
  /** JSON text of a `PairView`. */
  pair(runId: string, position: number): string | undefined
  map(runId: string): string | undefined
  /** JSON text of the report; undefined: there is no such run, or it did not finish. */
  report(runId: string): string | undefined
  trend(): Trend
  drift(): DriftList
  /** The template of links to traces; undefined: no such run, or it has none. */
  traceUrl(runId: string): string | undefined
}

type Known = {
  readonly finishedAtMs: number | undefined
  readonly summary: RunSummary
  readonly point: Trend['points'][number] | undefined
  readonly drift: DriftList['runs'][number] | undefined
  readonly traceUrl: string | undefined
}

export function createRunReader(
  store: Pick<RunStore, 'run' | 'runStates' | 'runPart' | 'runPartSize'>,
): RunReader {
  const known = new Map<string, Known>()
  const indexes = new Map<
    string,
    { readonly finishedAtMs: number | undefined; readonly index: readonly PairSummary[] }
  >()
  const report = (runId: string): string | undefined => store.run(runId as RunId)?.report
  const reportOf = (runId: string): RunReport | undefined => {
    const text = report(runId)
    return text === undefined ? undefined : (JSON.parse(text) as RunReport)
  }
  const read = (state: RunStateRow): Known => {
    const before = known.get(state.runId)
    if (
      before !== undefined &&
      before.finishedAtMs === state.finishedAtMs &&
      before.summary.state === state.state
    )
      return before
    const parsed = reportOf(state.runId)
    // Counted, not read: of fifty runs the pairs alone are a hundred megabytes.
    const pairs = store.runPartSize(state.runId, 'pairs')
    const hasMap = store.runPartSize(state.runId, 'map') > 0
    const summary = { ...summaryOf(state, parsed), pairs, hasMap }
    const found = {
      finishedAtMs: state.finishedAtMs,
      summary,
      point: parsed && pointOf(state, parsed),
      drift: parsed && driftOf(state, parsed),
      traceUrl: parsed?.manifest.traceUrl,
    }
    known.set(state.runId, found)
    return found
  }
  const indexOf = (state: RunStateRow): readonly PairSummary[] => {
    const before = indexes.get(state.runId)
    if (before !== undefined && before.finishedAtMs === state.finishedAtMs) return before.index
    const [text] = store.runPart(state.runId, 'pair-index')
    const index = text === undefined ? [] : (JSON.parse(text) as readonly PairSummary[])
    indexes.delete(state.runId)
    indexes.set(state.runId, { finishedAtMs: state.finishedAtMs, index })
    const [oldest] = indexes.keys()
    if (indexes.size > MOST_INDEXES && oldest !== undefined) indexes.delete(oldest)
    return index
  }
  const stateOf = (runId: string): RunStateRow | undefined =>
    store.runStates().find(state => state.runId === runId)
  return {
    summaries: () => store.runStates().map(state => read(state).summary),
    summary(runId) {
      const state = stateOf(runId)
      return state === undefined ? undefined : read(state).summary
    },
    pairIndex(runId) {
      const state = stateOf(runId)
      return state === undefined ? undefined : indexOf(state)
    },
    pair: (runId, position) => store.runPart(runId as RunId, 'pairs', [position])[0],
    map: runId => store.runPart(runId as RunId, 'map')[0],
    report,
    traceUrl(runId) {
      const state = stateOf(runId)
      return state === undefined ? undefined : read(state).traceUrl
    },
    drift: () => ({ runs: store.runStates().flatMap(state => read(state).drift ?? []) }),
    trend: () => ({
      points: store
        .runStates()
        .flatMap(state => read(state).point ?? [])
        .reverse(),
    }),
  }
}

function summaryOf(state: RunStateRow, report: RunReport | undefined): Omit<RunSummary, 'pairs' | 'hasMap'> {
  return {
    runId: state.runId,
    state: state.state,
    startedAtMs: state.startedAtMs,
    finishedAtMs: state.finishedAtMs ?? null,
    configHash: state.configHash,
    seed: state.seed,
    outcome: report?.outcome ?? null,
    headline: report === undefined ? null : headlineOf(report),
    window: report?.manifest.window ?? null,
    endpoints: report === undefined ? [] : endpointsOf(report),
    populationSize: report?.sample.population ?? null,
    sampleSize: report?.sample.size ?? null,
    costPicoUsd: report?.cost.picoUsd ?? null,
    judge: report?.manifest.judge ?? null,
    tidegateVersion: report?.manifest.tidegateVersion ?? null,
  }
}

function pointOf(state: RunStateRow, report: RunReport): Trend['points'][number] {
  return {
    runId: state.runId,
    finishedAtMs: state.finishedAtMs ?? state.startedAtMs,
    window: report.manifest.window,
    outcome: report.outcome,
    coverage: report.coverage?.sample?.traffic ?? null,
    endpoints: endpointsOf(report),
    costPicoUsd: report.cost.picoUsd,
    judge: report.manifest.judge,
    modes: report.gates.modes.findings.map(({ mode, baseline, candidate, n }) => ({
      mode,
      baseline,
      candidate,
      n,
    })),
  }
}

function driftOf(state: RunStateRow, report: RunReport): DriftList['runs'][number] | undefined {
  const { drift, weeks, manifest } = report
  if (drift === null || drift === undefined) return undefined
  return {
    runId: state.runId,
    finishedAtMs: state.finishedAtMs ?? null,
    window: manifest.window,
    report: drift,
    weeks: weeks ?? null,
  }
}

function endpointsOf({ gates }: RunReport): RunSummary['endpoints'] {
  return gates.global.endpoints.map(({ endpoint, estimate, interval, n }) => ({
    endpoint,
    estimate,
    interval,
    n,
  }))
}
