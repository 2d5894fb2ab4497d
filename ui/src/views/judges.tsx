import type { CalibrationList } from '../../../src/server/contract.ts'
import { Facts } from '../components/facts.tsx'
import { formatCount, formatMoney, formatShare, formatTime } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { Table } from '../components/table.tsx'
import { useData } from '../use-data.ts'

type Calibration = CalibrationList['calibrations'][number]
type Figures = Calibration['overall']

const LABELS = ['A', 'tie', 'B'] as const

/** How each judge agrees with people, where it errs, and how its position bias moved from calibration to calibration. */
export function Judges() {
  const data = useData<CalibrationList>('/api/calibrations')
  return (
    <>
      <h1>Judges</h1>
      <Loading data={data} what="the calibrations">
        {({ calibrations }) =>
          calibrations.length === 0 ? (
            <Empty>
              No judge was held against people yet: <code>tidegate calibrate --labels FILE</code>.
            </Empty>
          ) : (
            <>
              <OverTime calibrations={calibrations} />
              {calibrations.map(each => (
                <Details key={`${each.identity.judge} ${each.calibratedAtMs}`} calibration={each} />
              ))}
            </>
          )
        }
      </Loading>
    </>
  )
}

function OverTime({ calibrations }: { readonly calibrations: readonly Calibration[] }) {
  return (
    <Table
      caption="Agreement with people by calibration, newest first; intervals are two one-sided 95% bounds"
      rows={calibrations.toSorted((a, b) => b.calibratedAtMs - a.calibratedAtMs)}
      keyOf={each => `${each.identity.judge} ${each.calibratedAtMs}`}
      columns={[
        { title: 'Judge', isHead: true, cell: each => each.identity.judge },
        { title: 'Measured', cell: each => formatTime(each.calibratedAtMs) },
        { title: 'Pairs', isNumber: true, cell: ({ overall }) => formatCount(overall.items) },
        {
          title: 'Weighted kappa (1 is full agreement)',
          isNumber: true,
          cell: ({ overall }) => value(overall.agreement.weightedKappa),
        },
        { title: 'Accuracy', isNumber: true, cell: ({ overall }) => share(overall.accuracy) },
        {
          title: 'Votes for what is shown first',
          isNumber: true,
          cell: ({ overall }) => share(overall.firstPosition),
        },
        {
          title: 'Changes its mind with the order',
          isNumber: true,
          cell: ({ overall }) => share(overall.flips),
        },
      ]}
    />
  )
}

function Details({ calibration }: { readonly calibration: Calibration }) {
  const { identity, overall, slices } = calibration
  return (
    <details>
      <summary>
        {identity.judge}, {formatTime(calibration.calibratedAtMs)}: confusion and slices
      </summary>
      <table>
        <caption>Rows: what people said; columns: what the judge said; votes</caption>
        <thead>
          <tr>
            <th scope="col">people</th>
            {LABELS.map(label => (
              <th key={label} scope="col" class="number">
                judge {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {overall.agreement.confusion.map((row, index) => (
            <tr key={LABELS[index]}>
              <th scope="row">people {LABELS[index]}</th>
              {row.map((count, column) => (
                <td key={LABELS[column]} class="number">
                  {formatCount(Math.round(count * 10) / 10)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Facts
        facts={[
          ['Kappa', value(overall.agreement.kappa)],
          ['AC1, for labels that are nearly all the same', value(overall.agreement.ac1)],
          ['Right where both orders agree', share(overall.agreed)],
          ['Votes for the longer answer, judge minus people', value(overall.length.bias)],
          ['Unreadable votes', formatCount(overall.votes.unreadable)],
          ['Rubric', identity.rubricHash?.slice(0, 12) ?? 'not known'],
          ['Cost', formatMoney(calibration.costPicoUsd)],
        ]}
      />
      {slices.length === 0 ? null : (
        <ul>
          {slices.map(({ slice, figures }) => (
            <li key={slice}>
              {slice}: weighted kappa {value(figures.agreement.weightedKappa)}, accuracy{' '}
              {share(figures.accuracy)}
            </li>
          ))}
        </ul>
      )}
    </details>
  )
}

function share({ rate, interval, of }: Figures['accuracy']): string {
  return rate === null || interval === null
    ? '–'
    : `${formatShare(rate)} [${formatShare(interval[0])}, ${formatShare(interval[1])}] of ${formatCount(of)}`
}

function value({ value: given, interval }: Figures['agreement']['kappa']): string {
  if (given === null) return '–'
  return interval === null
    ? given.toFixed(2)
    : `${given.toFixed(2)} [${interval[0].toFixed(2)}, ${interval[1].toFixed(2)}]`
}
