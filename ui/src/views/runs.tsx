import type { RunList, RunSummary, Trend } from '../../../src/server/contract.ts'
import {
  formatCount,
  formatDay,
  formatDifference,
  formatInterval,
  formatMoney,
  formatShare,
  formatShareInterval,
  formatTime,
} from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { ENDPOINT_NAMES } from '../components/names.ts'
import { Table } from '../components/table.tsx'
import { TrendLine, type TrendPoint } from '../components/trend-line.tsx'
import { VerdictBadge } from '../components/verdict-badge.tsx'
import { addressOf, type Place } from '../router.ts'
import { useData } from '../use-data.ts'

type Point = Trend['points'][number]

/** Names the runs that had one candidate, beside those of several. */
const SINGLE = 'single candidate'

/** All runs, newest first, with what each decided and cost, and how difference and coverage moved. */
export function Runs({ place }: { readonly place: Place }) {
  const cursor = place.query.get('cursor')
  const data = useData<RunList>(`/api/runs${cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`}`)
  const trend = useData<Trend>('/api/trend')
  const points = trend.kind === 'loaded' ? trend.value.points : []
  // Several candidates are several series.
  const names = [...new Set(points.map(point => point.candidateName))]
  const wanted = names.findIndex(name => (name ?? SINGLE) === place.query.get('candidate'))
  const shown = names.at(wanted) ?? null
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
              {names.length < 2 ? null : (
                <nav aria-label="Candidate of the charts">
                  <ul class="chips plain">
                    {names.map(name => (
                      <li key={name ?? ''}>
                        <a
                          class="tag"
                          aria-current={name === shown ? 'true' : undefined}
                          href={addressOf(['runs'], { candidate: name ?? SINGLE })}
                        >
                          {name ?? SINGLE}
                        </a>
                      </li>
                    ))}
                  </ul>
                </nav>
              )}
              <OverTime points={points.filter(({ candidateName }) => candidateName === shown)} />
              <RunTable runs={runs} points={points} />
              {next === null ? null : <a href={addressOf(['runs'], { cursor: next })}>Older runs</a>}
            </>
          )
        }
      </Loading>
      {trend.kind === 'failed' ? (
        <Loading data={trend} what="the trend">
          {() => null}
        </Loading>
      ) : null}
    </>
  )
}

function OverTime({ points }: { readonly points: readonly Point[] }) {
  if (points.length < 2) return null
  const dayOf = ({ window, finishedAtMs }: Point) =>
    formatDay(window === null ? finishedAtMs : window.endMs - 1)
  const named = (point: Point) => `${point.runId} ${dayOf(point)}`
  const startsSeries = (index: number) => index > 0 && points[index - 1]?.judge !== points[index]?.judge
  const differences = points.map((point, index): TrendPoint => {
    const endpoint = headlineEndpoint(point)
    return {
      day: dayOf(point),
      label: `${named(point)}: ${formatDifference(endpoint?.estimate)} ${formatInterval(endpoint?.interval)}`,
      estimate: endpoint?.estimate ?? null,
      interval: endpoint?.interval ?? null,
      startsSeries: startsSeries(index),
    }
  })
  const coverages = points.map(
    (point): TrendPoint => ({
      day: dayOf(point),
      label: `${named(point)}: ${formatShare(point.coverage?.estimate)} ${formatShareInterval(point.coverage?.interval)}`,
      estimate: point.coverage?.estimate ?? null,
      interval: point.coverage?.interval ?? null,
    }),
  )
  const hasBreak = differences.some(each => each.startsSeries)
  return (
    <div class="sides">
      <TrendLine
        points={differences}
        title={`Candidate minus production by run, oldest left: score from 0 to 1, 95% bounds${hasBreak ? '; upright lines: another judge' : ''}`}
        format={formatDifference}
        from={-0.03}
        to={0.03}
        lines={[{ at: 0, name: 'no change', kind: 'zero' }]}
      />
      <TrendLine
        points={coverages}
        title="Share of the traffic that the sample speaks for, 95% interval"
        format={value => formatShare(value, 0)}
        from={0.5}
        to={1}
        lines={[{ at: 0.8, name: '80%', kind: 'margin' }]}
      />
    </div>
  )
}

/** The endpoint a run is summed up by: of those estimated, the one closest to a regression. */
export function headlineEndpoint({
  endpoints,
}: Pick<RunSummary, 'endpoints'>): RunSummary['endpoints'][number] | undefined {
  return endpoints
    .filter(each => each.estimate !== null)
    .toSorted((a, b) => (a.interval?.[0] ?? 0) - (b.interval?.[0] ?? 0))[0]
}

function RunTable({
  runs,
  points,
}: {
  readonly runs: readonly RunSummary[]
  readonly points: readonly Point[]
}) {
  const coverageOf = new Map(points.map(point => [point.runId, point.coverage]))
  return (
    <Table
      caption={`${formatCount(runs.length)} runs, newest first. Differences: candidate minus production, score from 0 to 1, two one-sided 95% bounds.`}
      rows={runs}
      keyOf={run => run.runId}
      columns={[
        {
          title: 'Run',
          isHead: true,
          cell: run => (
            <>
              <a href={addressOf(['runs', run.runId])}>{run.runId}</a>
              <br />
              {run.candidateName === null ? null : (
                <>
                  candidate {run.candidateName}
                  <br />
                </>
              )}
              <span class="muted">{formatTime(run.finishedAtMs ?? run.startedAtMs)}</span>
            </>
          ),
        },
        {
          title: 'Verdict',
          cell: run =>
            run.outcome === null ? (
              <span class="muted">{run.state}</span>
            ) : (
              <VerdictBadge verdict={run.outcome} />
            ),
        },
        {
          title: 'Traffic, UTC',
          cell: run =>
            run.window === null
              ? '–'
              : `${formatDay(run.window.startMs)} to ${formatDay(run.window.endMs - 1)}`,
        },
        {
          title: 'Difference',
          isNumber: true,
          cell: run => {
            const endpoint = headlineEndpoint(run)
            return (
              <>
                {formatDifference(endpoint?.estimate)} {formatInterval(endpoint?.interval)}
                {endpoint === undefined ? null : (
                  <span class="muted"> {ENDPOINT_NAMES[endpoint.endpoint].toLowerCase()}</span>
                )}
              </>
            )
          },
        },
        {
          title: 'Sample',
          isNumber: true,
          cell: run => `${formatCount(run.sampleSize)} of ${formatCount(run.populationSize)} traces`,
        },
        {
          title: 'Coverage',
          isNumber: true,
          cell: run => {
            const coverage = coverageOf.get(run.runId)
            return `${formatShare(coverage?.estimate)} ${formatShareInterval(coverage?.interval)}`
          },
        },
        {
          title: 'Cost',
          isNumber: true,
          cell: run => (run.outcome === null ? '–' : formatMoney(run.costPicoUsd)),
        },
      ]}
    />
  )
}
