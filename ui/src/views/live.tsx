import type { ApiSchedule, LiveRuns, RunList, ScheduleView } from '../../../src/server/contract.ts'
import { formatCount, formatDifference, formatInterval, formatTime } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { ENDPOINT_NAMES } from '../components/names.ts'
import { Table } from '../components/table.tsx'
import { addressOf } from '../router.ts'
import { useData } from '../use-data.ts'

const EVERY_MS = 2_000
const SCHEDULE_EVERY_MS = 30_000

/** Runs that are under way in other processes, stage by stage. */
export function Live() {
  const data = useData<LiveRuns>('/api/live', EVERY_MS)
  const schedule = useData<ApiSchedule>('/api/schedule', SCHEDULE_EVERY_MS)
  return (
    <>
      <h1>Running now</h1>
      {schedule.kind === 'loaded' && schedule.value.schedule !== null ? (
        <Schedule schedule={schedule.value.schedule} />
      ) : null}
      <Loading data={data} what="what is running">
        {({ runs }) =>
          runs.length === 0 ? (
            <>
              <Empty>
                Nothing is running. <code>tidegate run -c tidegate.yaml</code> starts a run.
              </Empty>
              <LastRun />
            </>
          ) : (
            runs.map(run => (
              <section key={run.startedAtMs} aria-label={`Run started ${formatTime(run.startedAtMs)}`}>
                <h2>Started {formatTime(run.startedAtMs)}</h2>
                <SoFar interim={run.interim} />
                <table class="stages">
                  <caption>
                    Stages, config {run.configHash.slice(0, 12)}, last heard of {formatTime(run.updatedAtMs)}
                  </caption>
                  <tbody>
                    {run.stages.map(stage => (
                      <tr key={stage.stage}>
                        <th scope="row">{stage.stage}</th>
                        <td class="number">
                          {formatCount(stage.done)}
                          {stage.total === null ? '' : ` of ${formatCount(stage.total)}`}
                        </td>
                        <td>
                          {stage.total === null || stage.isFinished ? null : (
                            <progress
                              value={stage.done}
                              max={Math.max(1, stage.total)}
                              aria-label={stage.stage}
                            />
                          )}
                          {stage.isFinished ? '✓ done' : ''}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
            ))
          )
        }
      </Loading>
    </>
  )
}

/** What the newest run came to: whoever watched it to its end wants to know. */
function LastRun() {
  const data = useData<RunList>('/api/runs?limit=1', EVERY_MS)
  const [run] = data.kind === 'loaded' ? data.value.runs : []
  return run === undefined ? null : (
    <p>
      The newest run:{' '}
      <a href={addressOf(['runs', run.runId])}>{run.headline ?? `${run.runId}, ${run.state}`}</a>{' '}
      <span class="muted">{formatTime(run.finishedAtMs ?? run.startedAtMs)}</span>
    </p>
  )
}

function SoFar({ interim }: { readonly interim: LiveRuns['runs'][number]['interim'] }) {
  return interim.length === 0 ? (
    <p class="muted">What the pairs say is shown from 100 judged pairs on.</p>
  ) : (
    <Table
      caption="The difference so far, candidate minus production, score from 0 to 1: one-sided 95% bounds that hold however often you look. The gate decides by its own, which are narrower."
      rows={interim}
      keyOf={each => each.endpoint}
      columns={[
        { title: 'Endpoint', isHead: true, cell: each => ENDPOINT_NAMES[each.endpoint] },
        { title: 'Difference', isNumber: true, cell: each => formatDifference(each.estimate) },
        { title: 'Bounds', isNumber: true, cell: each => formatInterval(each.interval) },
        { title: 'Pairs judged', isNumber: true, cell: each => formatCount(each.n) },
      ]}
    />
  )
}

/** When the server starts the next run by itself, and what became of the last one. */
function Schedule({ schedule }: { readonly schedule: ScheduleView }) {
  const { cron, timeZone, nextAtMs, pending, last, skipped } = schedule
  const ended =
    last === null ? undefined : last.endedAtMs === null ? 'not ended' : `exit code ${last.exitCode ?? 'none'}`
  return (
    <dl class="facts" aria-label="Schedule">
      <div>
        <dt>
          Scheduled <code>{cron}</code>, {timeZone}
        </dt>
        <dd>{nextAtMs === null ? 'never again' : `next ${formatTime(nextAtMs)}`}</dd>
      </div>
      {pending === null ? null : (
        <div>
          <dt>Due {formatTime(pending.dueAtMs)}</dt>
          <dd>{pending.isRunning ? 'running' : 'waits for a run of another process'}</dd>
        </div>
      )}
      {last === null ? null : (
        <div>
          <dt>Last started {formatTime(last.startedAtMs)}</dt>
          <dd>{ended}</dd>
        </div>
      )}
      {skipped.length === 0 ? null : (
        <div>
          <dt>Skipped</dt>
          <dd>{formatCount(skipped.length)} due times</dd>
        </div>
      )}
    </dl>
  )
}
