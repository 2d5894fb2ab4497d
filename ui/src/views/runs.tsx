import type { RunList, RunSummary } from '../../../src/server/contract.ts'
import {
  formatCount,
  formatDay,
  formatDifference,
  formatInterval,
  formatMoney,
  formatTime,
} from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { TrendLine } from '../components/trend-line.tsx'
import { VerdictBadge } from '../components/verdict-badge.tsx'
import { addressOf, type Place } from '../router.ts'
import { useData } from '../use-data.ts'

/** All runs, newest first, with what each decided and cost, and how the difference moved. */
export function Runs({ place }: { readonly place: Place }) {
  const cursor = place.query.get('cursor')
  const data = useData<RunList>(`/api/runs${cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`}`)
  return (
    <>
      <h1>Runs</h1>
      <Loading data={data} what="the runs">
        {({ runs, next }) =>
          runs.length === 0 ? (
            <Empty>
              No run yet. <code>tidegate run -c tidegate.yaml</code> makes the first one;{' '}
              <code>tidegate demo</code> shows one on simulated traffic.
            </Empty>
          ) : (
            <>
              <Trend runs={runs} />
              <RunTable runs={runs} />
              {next === null ? null : <a href={addressOf(['runs'], { cursor: next })}>Older runs</a>}
            </>
          )
        }
      </Loading>
    </>
  )
}

function Trend({ runs }: { readonly runs: readonly RunSummary[] }) {
  const points = runs
    .toReversed()
    .filter(run => run.outcome !== null)
    .map(run => ({
      label: `${run.runId} ${formatDay(run.window?.endMs)}`,
      estimate: headlineEndpoint(run)?.estimate ?? null,
      interval: headlineEndpoint(run)?.interval ?? null,
    }))
  return points.length < 2 ? null : (
    <TrendLine
      points={points}
      title="Difference of candidate and production, oldest run left, with its interval"
      margin={0.02}
    />
  )
}

/** The endpoint a run is summed up by: of those estimated, the one closest to a regression. */
export function headlineEndpoint({ endpoints }: RunSummary): RunSummary['endpoints'][number] | undefined {
  return endpoints
    .filter(each => each.estimate !== null)
    .toSorted((a, b) => (a.interval?.[0] ?? 0) - (b.interval?.[0] ?? 0))[0]
}

function RunTable({ runs }: { readonly runs: readonly RunSummary[] }) {
  return (
    <section class="scroll" tabIndex={0} aria-label="Runs">
      <table>
        <thead>
          <tr>
            <th scope="col">Verdict</th>
            <th scope="col">Run</th>
            <th scope="col">Traffic</th>
            <th scope="col" class="number">
              Difference
            </th>
            <th scope="col" class="number">
              Interval
            </th>
            <th scope="col" class="number">
              Sample
            </th>
            <th scope="col" class="number">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map(run => {
            const endpoint = headlineEndpoint(run)
            return (
              <tr key={run.runId}>
                <td>
                  {run.outcome === null ? (
                    <span class="muted">{run.state}</span>
                  ) : (
                    <VerdictBadge verdict={run.outcome} />
                  )}
                </td>
                <td>
                  <a href={addressOf(['runs', run.runId])}>{run.runId}</a>
                  <br />
                  <span class="muted">{formatTime(run.finishedAtMs ?? run.startedAtMs)}</span>
                </td>
                <td>
                  {run.window === null
                    ? '–'
                    : `${formatDay(run.window.startMs)} to ${formatDay(run.window.endMs - 1)}`}
                </td>
                <td class="number">
                  {formatDifference(endpoint?.estimate)}
                  {endpoint === undefined ? null : <span class="muted"> {endpoint.endpoint}</span>}
                </td>
                <td class="number">{formatInterval(endpoint?.interval) || '–'}</td>
                <td class="number">
                  {formatCount(run.sampleSize)} of {formatCount(run.populationSize)}
                </td>
                <td class="number">{run.outcome === null ? '–' : formatMoney(run.costPicoUsd)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
