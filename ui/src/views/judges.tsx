import type { CalibrationList } from '../../../src/server/contract.ts'
import { Facts } from '../components/facts.tsx'
import {
  formatCount,
  formatDay,
  formatMoney,
  formatNumber,
  formatNumbers,
  formatShare,
  formatTime,
} from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { Table } from '../components/table.tsx'
import { TrendLine, type TrendPoint } from '../components/trend-line.tsx'
import { useData } from '../use-data.ts'

type Calibration = CalibrationList['calibrations'][number]
type Figures = Calibration['overall']
type Bounds = readonly [number, number]

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
              {[...Map.groupBy(newestLast(calibrations), each => each.identity.judge)].map(([judge, own]) => (
                <OverTime key={judge} judge={judge} calibrations={own} />
              ))}
              <Calibrations calibrations={newestLast(calibrations).toReversed()} />
              <h2>Confusion and slices</h2>
              {newestLast(calibrations)
                .toReversed()
                .map((each, index) => (
                  <Details
                    key={`${each.identity.judge} ${each.calibratedAtMs}`}
                    calibration={each}
                    isOpen={index === 0}
                  />
                ))}
            </>
          )
        }
      </Loading>
    </>
  )
}

function newestLast(calibrations: readonly Calibration[]): readonly Calibration[] {
  return calibrations.toSorted((a, b) => a.calibratedAtMs - b.calibratedAtMs)
}

type OverTimeProps = { readonly judge: string; readonly calibrations: readonly Calibration[] }

/** Agreement and position bias of one judge, oldest left; another rubric starts a new series. */
function OverTime({ judge, calibrations }: OverTimeProps) {
  if (calibrations.length < 2) return null
  const points = (
    pick: (figures: Figures) => { readonly at: number | null; readonly interval: Bounds | null },
    format: (value: number) => string,
  ) =>
    calibrations.map(({ calibratedAtMs, identity, overall }, index): TrendPoint => {
      const { at, interval } = pick(overall)
      const day = formatDay(calibratedAtMs)
      return {
        day,
        label: `${day}: ${at === null ? '–' : format(at)} ${interval === null ? '' : `[${interval.map(format).join(', ')}]`}`,
        estimate: at,
        interval,
        startsSeries: index > 0 && calibrations[index - 1]?.identity.rubricHash !== identity.rubricHash,
      }
    })
  const hasBreak = new Set(calibrations.map(({ identity }) => identity.rubricHash)).size > 1
  return (
    <section aria-label={`${judge} over time`}>
      <h2>{judge}</h2>
      {hasBreak ? <p class="muted">At an upright line the rubric changed: a new series starts.</p> : null}
      <div class="sides">
        <TrendLine
          points={points(
            ({ agreement: { weightedKappa } }) => ({
              at: weightedKappa.value,
              interval: weightedKappa.interval,
            }),
            value => formatNumber(value),
          )}
          title="Weighted kappa with people, 1 is full agreement, 95% bounds"
          format={value => formatNumber(value)}
          from={0.4}
          to={1}
          lines={[{ at: 0.6, name: '0.60', kind: 'margin' }]}
        />
        <TrendLine
          points={points(
            ({ firstPosition }) => ({ at: firstPosition.rate, interval: firstPosition.interval }),
            value => formatShare(value, 0),
          )}
          title="Position bias: share of votes for the answer shown first, 95% bounds"
          format={value => formatShare(value, 0)}
          from={0.3}
          to={0.7}
          lines={[{ at: 0.5, name: 'none, 50%', kind: 'zero' }]}
        />
      </div>
    </section>
  )
}

function Calibrations({ calibrations }: { readonly calibrations: readonly Calibration[] }) {
  return (
    <Table
      caption="Agreement with people by calibration, newest first; intervals are two one-sided 95% bounds"
      rows={calibrations}
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

type DetailsProps = { readonly calibration: Calibration; readonly isOpen: boolean }

function Details({ calibration, isOpen }: DetailsProps) {
  const { identity, overall, slices } = calibration
  return (
    <details open={isOpen}>
      <summary>
        {identity.judge}, {formatTime(calibration.calibratedAtMs)}
      </summary>
      <table>
        <caption>
          Votes: what people said by row, what the judge said by column; bold where they agree
        </caption>
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
                <td key={LABELS[column]} class={index === column ? 'number agreed' : 'number'}>
                  {formatCount(Math.round(count * 10) / 10)}{' '}
                  <span class="muted">({formatShare(shareOf(count, row), 0)})</span>
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

function shareOf(count: number, row: readonly number[]): number | null {
  const sum = row.reduce((total, each) => total + each, 0)
  return sum === 0 ? null : count / sum
}

function share({ rate, interval, of }: Figures['accuracy']): string {
  return rate === null || interval === null
    ? '–'
    : `${formatShare(rate)} [${formatShare(interval[0])}, ${formatShare(interval[1])}] of ${formatCount(of)}`
}

function value({ value: given, interval }: Figures['agreement']['kappa']): string {
  return given === null ? '–' : `${formatNumber(given)} ${formatNumbers(interval)}`.trim()
}
