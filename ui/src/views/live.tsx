import type { LiveRuns } from '../../../src/server/contract.ts'
import { formatCount, formatTime } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { useData } from '../use-data.ts'

const EVERY_MS = 2_000

/** Runs that are under way in other processes, stage by stage. */
export function Live() {
  const data = useData<LiveRuns>('/api/live', EVERY_MS)
  return (
    <>
      <h1>Running now</h1>
      <Loading data={data} what="what is running">
        {({ runs }) =>
          runs.length === 0 ? (
            <Empty>
              Nothing is running. <code>tidegate run -c tidegate.yaml</code> starts a run.
            </Empty>
          ) : (
            runs.map(run => (
              <section key={run.startedAtMs} aria-label={`Run started ${formatTime(run.startedAtMs)}`}>
                <h2>Started {formatTime(run.startedAtMs)}</h2>
                <table>
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
                          {stage.total === null ? null : (
                            <progress
                              value={stage.done}
                              max={Math.max(1, stage.total)}
                              aria-label={stage.stage}
                            />
                          )}
                          {stage.isFinished ? ' done' : ''}
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
