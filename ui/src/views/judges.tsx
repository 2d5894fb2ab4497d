import type { CalibrationList } from '../../../src/server/contract.ts'
import { formatCount, formatShare, formatTime } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
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
    <section class="scroll" tabIndex={0} aria-label="Calibrations over time">
      <table>
        <caption>
          Agreement with people by calibration, newest first; intervals are two one-sided 95% bounds
        </caption>
        <thead>
          <tr>
            <th scope="col">Judge</th>
            <th scope="col">Measured</th>
            <th scope="col" class="number">
              Pairs
            </th>
            <th scope="col" class="number">
              Weighted kappa
            </th>
            <th scope="col" class="number">
              Accuracy
            </th>
            <th scope="col" class="number">
              Votes for what is shown first
            </th>
            <th scope="col" class="number">
              Changes its mind with the order
            </th>
          </tr>
        </thead>
        <tbody>
          {calibrations
            .toSorted((a, b) => b.calibratedAtMs - a.calibratedAtMs)
            .map(({ identity, calibratedAtMs, overall }) => (
              <tr key={`${identity.judge} ${calibratedAtMs}`}>
                <th scope="row">{identity.judge}</th>
                <td>{formatTime(calibratedAtMs)}</td>
                <td class="number">{formatCount(overall.items)}</td>
                <td class="number">{value(overall.agreement.weightedKappa)}</td>
                <td class="number">{share(overall.accuracy)}</td>
                <td class="number">{share(overall.firstPosition)}</td>
                <td class="number">{share(overall.flips)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
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
            <td />
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
