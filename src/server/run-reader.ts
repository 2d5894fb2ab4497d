import type { RunId } from '../records/ids.ts'
import { headlineOf } from '../stages/report/headline.ts'
import type { RunStateRow, RunStore } from '../store/run-store.ts'
import type { DriftList, PairSummary, RunReport, RunSummary, Trend } from './contract.ts'
import { COMPARISON_PART } from './run-parts.ts'

/** Runs whose pairs, maps and reports are kept at hand; one of 2,000 pairs takes about a megabyte of each. */
const MOST_KEPT = 8

/** Reads what is kept of runs; a finished run does not change, so that what was read once is remembered. */
export interface RunReader {
  summaries(): readonly RunSummary[]
  summary(runId: string): RunSummary | undefined
  /** Undefined: no such run. */
  pairIndex(runId: string): readonly PairSummary[] | undefined
  /** JSON text of a `PairView`. */
  pair(runId: string, position: number): string | undefined
  /** JSON of a `RunMap`, as bytes: it is the largest answer, and never changes. */
  map(runId: string): Uint8Array<ArrayBuffer> | undefined
  /** JSON of a `RunDetail`, as bytes; undefined: there is no such run. */
  detail(runId: string): Uint8Array<ArrayBuffer> | undefined
  /** JSON text of a `RunComparison`; undefined for a run of a single candidate. */
  comparison(runId: string): string | undefined
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
  const indexes = createRecent<readonly PairSummary[]>()
  const maps = createRecent<Uint8Array<ArrayBuffer> | undefined>()
  const details = createRecent<Uint8Array<ArrayBuffer>>()
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
  const indexOf = (state: RunStateRow): readonly PairSummary[] =>
    indexes(state, () => {
      const [text] = store.runPart(state.runId, 'pair-index')
      return text === undefined ? [] : (JSON.parse(text) as readonly PairSummary[])
    })
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
    map(runId) {
      const state = stateOf(runId)
      if (state === undefined) return undefined
      return maps(state, () => {
        const [text] = store.runPart(state.runId, 'map')
        return text === undefined ? undefined : new TextEncoder().encode(text)
      })
    },
    detail(runId) {
      const state = stateOf(runId)
      if (state === undefined) return undefined
      return details(state, () =>
        // The report is text already: parsing it only to write it again takes longer than everything else.
        new TextEncoder().encode(
          `{"run":${JSON.stringify(read(state).summary)},"report":${report(runId) ?? 'null'}}`,
        ),
      )
    },
    comparison: runId => store.runPart(runId as RunId, COMPARISON_PART)[0],
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

/** Remembers what was made of the runs asked for last, for as long as they do not change. */
function createRecent<T>(): (state: RunStateRow, make: () => T) => T {
  const kept = new Map<string, { readonly of: string; readonly value: T }>()
  return (state, make) => {
    const of = `${state.state} ${state.finishedAtMs}`
    const before = kept.get(state.runId)
    if (before?.of === of) return before.value
    const value = make()
    kept.delete(state.runId)
    kept.set(state.runId, { of, value })
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    return value
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
    candidateName: report?.manifest.candidateName ?? null,
  }
}

function pointOf(state: RunStateRow, report: RunReport): Trend['points'][number] {
  return {
    runId: state.runId,
    candidateName: report.manifest.candidateName ?? null,
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
  const { drift, weeks, manifest, sample } = report
  if (drift === null || drift === undefined) return undefined
  return {
    runId: state.runId,
    finishedAtMs: state.finishedAtMs ?? null,
    window: manifest.window,
    report: drift,
    weeks: weeks ?? null,
    intents: sample.strata.map(({ id, label }) => ({ id, label })),
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
