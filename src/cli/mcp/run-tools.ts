import type { PairSummary } from '../../server/contract.ts'
import { headlineOf } from '../../stages/report/headline.ts'
import { parseReportedRun, type ReportedRun } from '../../stages/report/reported-run.ts'
import type { RunStore } from '../../store/run-store.ts'
import { storedRun } from '../stored-run.ts'

type ReadStore = Pick<RunStore, 'run' | 'runs' | 'runStates' | 'runPart'>

/** Runs of the store, newest first, in a few lines each. */
export function listRuns(store: ReadStore, limit: number) {
  const states = store.runStates()
  return {
    total: states.length,
    runs: states.slice(0, limit).map(({ runId, state, startedAtMs, finishedAtMs }) => {
      const report = state === 'finished' ? store.run(runId)?.report : undefined
      return {
        runId,
        state,
        startedAt: timeOf(startedAtMs),
        finishedAt: finishedAtMs === undefined ? null : timeOf(finishedAtMs),
        ...(report === undefined ? {} : summaryOf(report)),
      }
    }),
  }
}

function summaryOf(report: string) {
  try {
    const run = parseReportedRun(report)
    const { gates, sample, cost, manifest } = run
    return {
      outcome: run.outcome,
      headline: headlineOf(run),
      difference: { estimate: gates.global.estimate ?? gates.outcome.estimate, gate: gateOf(run) },
      sample: { size: sample.size, population: sample.population },
      costUsd: cost.picoUsd === null ? null : cost.picoUsd / 1e12,
      judge: manifest.judge,
    }
  } catch {
    return { problem: 'a result of another version' }
  }
}

function gateOf({ gates }: ReportedRun): 'global' | 'outcome' | null {
  if (gates.global.estimate !== null) return 'global'
  return gates.outcome.estimate === null ? null : 'outcome'
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}

/** Why a run was decided as it was: every gate with its numbers and its reason, and what it rests on. */
export function explainVerdict(store: ReadStore, runId: string | undefined) {
  const { run } = storedRun(store, runId)
  const { gates, sample, judge, cost, manifest } = run
  return {
    runId: run.runId,
    outcome: run.outcome,
    exitCode: run.exitCode,
    headline: headlineOf(run),
    reasons: run.reasons,
    gates: Object.entries(gates).map(([name, { verdict, estimate, interval, n, reason }]) => ({
      name,
      verdict,
      estimate,
      interval,
      n,
      reason,
    })),
    smallestDetectableDifference: gates.global.smallestDetectableDifference,
    pairsToResolve: gates.global.pairsToResolve,
    sample,
    judge: { name: manifest.judge, isLanguageModel: manifest.isJudgeLanguageModel, votes: judge ?? null },
    substitutions: manifest.substitutions,
    drift: run.drift?.reasons ?? [],
    costUsd: cost.picoUsd === null ? null : cost.picoUsd / 1e12,
  }
}

/** What got worse: failure modes, slices, tasks, flag states, and pairs the candidate lost, worst first. */
export function listRegressions(store: ReadStore, runId: string | undefined, limit: number) {
  const { run, row } = storedRun(store, runId)
  const { gates } = run
  const [text] = store.runPart(row.runId, 'pair-index')
  const pairs = text === undefined ? [] : (JSON.parse(text) as readonly PairSummary[])
  const regressed = new Set(gates.outcome.regressed)
  const lost = pairs
    .filter(
      ({ tags, traceId }) => tags.includes('failures') || tags.includes('lost') || regressed.has(traceId),
    )
    .toSorted((a, b) => Number(b.tags.includes('failures')) - Number(a.tags.includes('failures')))
  return {
    runId: run.runId,
    outcome: run.outcome,
    modes: gates.modes.findings.filter(each => each.finding !== 'none'),
    slices: gates.slices.findings.filter(each => each.isRegression).slice(0, limit),
    flags: (run.flagAttribution ?? []).filter(each => each.finding !== 'none'),
    tasks: { total: gates.outcome.regressed.length, ids: gates.outcome.regressed.slice(0, limit) },
    pairs: {
      total: lost.length,
      shown: lost.slice(0, limit).map(pair => ({
        position: pair.position,
        traceId: pair.traceId,
        origin: pair.origin,
        verdict: pair.verdict,
        candidateModes: pair.candidateModes,
        baselineModes: pair.baselineModes,
        tools: pair.tools,
        request: pair.request,
      })),
    },
  }
}
