import { useState } from 'preact/hooks'
import type { DriftComparison, DriftList } from '../../../src/server/contract.ts'
import {
  formatCount,
  formatDay,
  formatPValue,
  formatShare,
  formatShareInterval,
} from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { Table } from '../components/table.tsx'
import { addressOf, type Place } from '../router.ts'
import { useData } from '../use-data.ts'
import { WeekEvents } from './week-events.tsx'

type Report = DriftComparison['report']

/** What changed in the traffic: of each run against the week before it, and between any two windows. */
export function Drift({ place }: { readonly place: Place }) {
  const from = place.query.get('from') ?? ''
  const to = place.query.get('to') ?? ''
  const isAsked = from !== '' && to !== ''
  const list = useData<DriftList>('/api/drift')
  const comparison = useData<DriftComparison>(
    isAsked ? `/api/drift/compare?${new URLSearchParams({ from, to })}` : undefined,
  )
  return (
    <>
      <h1>Drift of the traffic</h1>
      <Chooser from={from} to={to} list={list.kind === 'loaded' ? list.value : undefined} />
      {isAsked ? (
        <Loading data={comparison} what="the comparison, which takes seconds">
          {value => <DriftReport title={`${value.from} to ${value.to}`} report={value.report} />}
        </Loading>
      ) : (
        <Loading data={list} what="the drift of the runs">
          {({ runs }) =>
            runs.length === 0 ? (
              <Empty>
                No run had an earlier week to compare with yet. Choose two windows above, or run the next
                week.
              </Empty>
            ) : (
              runs.map(run => (
                <DriftReport
                  key={run.runId}
                  title={`${run.window === null ? run.runId : `Week to ${formatDay(run.window.endMs - 1)}`} against the one before`}
                  report={run.report}
                  weeks={run.weeks}
                />
              ))
            )
          }
        </Loading>
      )}
    </>
  )
}

function Chooser({
  from,
  to,
  list,
}: {
  readonly from: string
  readonly to: string
  readonly list: DriftList | undefined
}) {
  const [first, setFirst] = useState(from)
  const [second, setSecond] = useState(to)
  const known = (list?.runs ?? []).map(run => run.runId)
  return (
    <form
      class="chips"
      onSubmit={event => {
        event.preventDefault()
        location.hash = addressOf(['drift'], { from: first, to: second })
      }}
    >
      <label>
        Earlier window: last day or run{' '}
        <input
          value={first}
          onInput={event => setFirst(event.currentTarget.value)}
          list="windows"
          placeholder="YYYY-MM-DD"
          required
        />
      </label>
      <label>
        Later window{' '}
        <input
          value={second}
          onInput={event => setSecond(event.currentTarget.value)}
          list="windows"
          placeholder="YYYY-MM-DD"
          required
        />
      </label>
      <datalist id="windows">
        {known.map(each => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <button type="submit" class="primary">
        Compare
      </button>
    </form>
  )
}

function Share({ of }: { readonly of: Report['shares'][number]['current'] }) {
  return (
    <>
      {formatShare(of.share)} <span class="muted">{formatShareInterval(of.interval)}</span>
    </>
  )
}

type ReportProps = {
  readonly title: string
  readonly report: Report
  readonly weeks?: DriftList['runs'][number]['weeks']
}

function DriftReport({ title, report, weeks }: ReportProps) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <p class={report.level === 'none' ? 'muted' : 'warning'}>
        {report.level === 'none'
          ? 'Nothing drifted.'
          : report.level === 'page'
            ? 'Drifted, at the level that pages.'
            : 'Drifted.'}{' '}
        {formatCount(report.referenceSize)} traces before, {formatCount(report.currentSize)} now.
      </p>
      <ul>
        {report.reasons.map(reason => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <Table
        caption="Share of the traffic by intent with 95% intervals, what drifted first"
        rows={report.shares}
        keyOf={share => share.stratumId}
        classOf={share => (share.level === 'none' ? undefined : 'warning')}
        columns={[
          { title: 'Intent', isHead: true, cell: share => share.label },
          { title: 'Before', isNumber: true, cell: ({ reference }) => <Share of={reference} /> },
          { title: 'Now', isNumber: true, cell: ({ current }) => <Share of={current} /> },
          {
            title: 'Ratio',
            isNumber: true,
            cell: share => (
              <>
                {share.ratio === null ? 'new' : `×${share.ratio.toFixed(2)}`}{' '}
                <span class="muted">
                  [{share.ratioInterval[0].toFixed(2)}, {share.ratioInterval[1].toFixed(2)}]
                </span>
              </>
            ),
          },
          { title: 'Adjusted p', isNumber: true, cell: share => formatPValue(share.adjustedPValue) },
          {
            title: 'Change',
            cell: share =>
              share.change === 'none' ? <span class="muted">within chance</span> : share.change,
          },
        ]}
      />
      {report.newIntents === null || report.newIntents.length === 0 ? null : (
        <>
          <h3>Intents no earlier week had</h3>
          <ul>
            {report.newIntents.map(intent => (
              <li key={intent.label} class={intent.level === 'none' ? 'muted' : undefined}>
                {intent.label}: {formatShare(intent.share)} of the traffic [
                {formatShare(intent.shareInterval[0])}, {formatShare(intent.shareInterval[1])}],{' '}
                {formatShare(intent.unassignedShare)} of it unknown before
              </li>
            ))}
          </ul>
        </>
      )}
      {weeks == null ? null : (
        <>
          <h3>New, vanished, split and merged</h3>
          <WeekEvents weeks={weeks} />
        </>
      )}
    </section>
  )
}
