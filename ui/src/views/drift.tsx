import { useState } from 'preact/hooks'
import type { DriftComparison, DriftList } from '../../../src/server/contract.ts'
import { formatCount, formatDay, formatShare } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { addressOf, type Place } from '../router.ts'
import { useData } from '../use-data.ts'

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

function DriftReport({ title, report }: { readonly title: string; readonly report: Report }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <p class={report.level === 'none' ? 'muted' : 'warning'}>
        {report.level === 'none'
          ? 'Nothing drifted.'
          : report.level === 'page'
            ? 'Drifted, at the level that pages.'
            : 'Drifted.'}{' '}
        {formatCount(report.referenceSize)} and {formatCount(report.currentSize)} traces.
      </p>
      <ul>
        {report.reasons.map(reason => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <section class="scroll" tabIndex={0} aria-label={`Shares, ${title}`}>
        <table>
          <caption>Share of the traffic by intent with 95% intervals, what drifted first</caption>
          <thead>
            <tr>
              <th scope="col">Intent</th>
              <th scope="col" class="number">
                Before
              </th>
              <th scope="col" class="number">
                Now
              </th>
              <th scope="col" class="number">
                Ratio
              </th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {report.shares.map(share => (
              <tr key={share.stratumId} class={share.level === 'none' ? undefined : 'warning'}>
                <th scope="row">{share.label}</th>
                <td class="number">
                  {formatShare(share.reference.share)}{' '}
                  <span class="muted">
                    [{formatShare(share.reference.interval[0])}, {formatShare(share.reference.interval[1])}]
                  </span>
                </td>
                <td class="number">
                  {formatShare(share.current.share)}{' '}
                  <span class="muted">
                    [{formatShare(share.current.interval[0])}, {formatShare(share.current.interval[1])}]
                  </span>
                </td>
                <td class="number">
                  {share.ratio === null ? 'new' : `×${share.ratio.toFixed(2)}`}{' '}
                  <span class="muted">
                    [{share.ratioInterval[0].toFixed(2)}, {share.ratioInterval[1].toFixed(2)}]
                  </span>
                </td>
                <td>{share.change === 'none' ? <span class="muted">within chance</span> : share.change}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {report.newIntents === null || report.newIntents.length === 0 ? null : (
        <>
          <h3>New intents</h3>
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
    </section>
  )
}
