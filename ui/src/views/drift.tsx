import { useEffect, useState } from 'preact/hooks'
import type { DriftComparison, DriftList } from '../../../src/server/contract.ts'
import { formatDay } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { addressOf, type Place } from '../router.ts'
import { useData } from '../use-data.ts'
import { DriftReport, driftSentence } from './drift-report.tsx'

/** What changed in the traffic: of each run against the week before it, and between any two windows. */
export function Drift({ place }: { readonly place: Place }) {
  const from = place.query.get('from') ?? ''
  const to = place.query.get('to') ?? ''
  const isAsked = from !== '' && to !== ''
  const list = useData<DriftList>('/api/drift')
  const comparison = useData<DriftComparison>(
    isAsked ? `/api/drift/compare?${new URLSearchParams({ from, to })}` : undefined,
  )
  const windows = list.kind === 'loaded' ? windowsOf(list.value) : []
  return (
    <>
      <h1>Drift of the traffic</h1>
      {list.kind === 'loading' ? null : <Chooser from={from} to={to} windows={windows} />}
      {/* There before it says anything: readers of screens hear what changes, not what appears. */}
      <p role="status" class="heard">
        {isAsked && comparison.kind === 'loaded' ? driftSentence(comparison.value.report) : ''}
      </p>
      {isAsked ? (
        <>
          <p>
            <a href={addressOf(['drift'])}>Every run against the week before it</a>
          </p>
          <Loading
            data={comparison}
            what="the comparison: both windows are read and clustered, which takes seconds"
          >
            {({ from: before, to: now, substitutions, ...found }) => (
              <>
                {substitutions.map(each => (
                  <p key={each} class="note">
                    {each}
                  </p>
                ))}
                <DriftReport title={`${now}, against ${before}`} {...found} />
              </>
            )}
          </Loading>
        </>
      ) : (
        <Loading data={list} what="the drift of the runs">
          {({ runs }) =>
            runs.length === 0 ? (
              <Empty>
                No run had an earlier week to compare with yet: the run of the next week will. Any two weeks
                of the source can be compared above.
              </Empty>
            ) : (
              runs.map(run => (
                <DriftReport
                  key={run.runId}
                  title={`${run.window === null ? run.runId : `Week to ${formatDay(run.window.endMs - 1)}`} against the one before`}
                  report={run.report}
                  weeks={run.weeks}
                  intents={run.intents}
                />
              ))
            )
          }
        </Loading>
      )}
    </>
  )
}

/** A window by its last day, and the run that sampled it. */
type KnownWindow = { readonly lastDay: string; readonly runId: string | undefined }

/** The windows that runs have seen, newest first. */
function windowsOf({ runs }: DriftList): readonly KnownWindow[] {
  const windows = runs.flatMap(({ runId, window, weeks }) => [
    ...(window === null ? [] : [{ lastDay: formatDay(window.endMs - 1), runId }]),
    ...(weeks?.model?.window == null
      ? []
      : [{ lastDay: formatDay(weeks.model.window.endMs - 1), runId: undefined }]),
  ])
  return windows.toSorted((a, b) => b.lastDay.localeCompare(a.lastDay))
}

const DAY = /^\d{4}-\d\d-\d\d$/

type ChooserProps = { readonly from: string; readonly to: string; readonly windows: readonly KnownWindow[] }

/** Two windows, each by its last day; at first the newest one that runs have seen, and the one before it. */
function Chooser({ from, to, windows }: ChooserProps) {
  const days = [...new Set(windows.map(({ lastDay }) => lastDay))]
  // An address may name a run in place of a day.
  const dayOf = (given: string) =>
    DAY.test(given) ? given : (windows.find(({ runId }) => runId === given)?.lastDay ?? '')
  const [first, setFirst] = useState(dayOf(from) || (days[1] ?? ''))
  const [second, setSecond] = useState(dayOf(to) || (days[0] ?? ''))
  useEffect(() => {
    if (from !== '') setFirst(dayOf(from))
    if (to !== '') setSecond(dayOf(to))
  }, [from, to])
  const day = (label: string, value: string, set: (value: string) => void) => (
    <label>
      {label}{' '}
      <input
        type="date"
        value={value}
        onInput={event => set(event.currentTarget.value)}
        list="windows"
        required
      />
    </label>
  )
  return (
    <form
      class="chips"
      aria-label="Compare two windows"
      onSubmit={event => {
        event.preventDefault()
        location.hash = addressOf(['drift'], { from: first, to: second })
      }}
    >
      {day('Earlier window, last day', first, setFirst)}
      {day('Later window, last day', second, setSecond)}
      <datalist id="windows">
        {days.map(each => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <button type="submit" class="primary">
        Compare
      </button>
    </form>
  )
}
