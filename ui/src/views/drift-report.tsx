import type { DriftComparison, DriftList } from '../../../src/server/contract.ts'
import { Facts } from '../components/facts.tsx'
import {
  formatCount,
  formatNumbers,
  formatPValue,
  formatShare,
  formatShareInterval,
} from '../components/format.ts'
import { Table } from '../components/table.tsx'
import { WeekEvents } from './week-events.tsx'

type Report = DriftComparison['report']
type ShareDrift = Report['shares'][number]

const SENTENCES: { readonly [level in Report['level']]: string } = {
  none: 'QUIET: nothing drifted beyond chance.',
  report: 'DRIFT: the traffic changed.',
  page: 'DRIFT: the traffic changed, by the stricter level that pages.',
}

/** What a comparison found, in a sentence. */
export function driftSentence({ level }: Report): string {
  return SENTENCES[level]
}

type Props = {
  readonly title: string
  readonly report: Report
} & Pick<DriftList['runs'][number], 'weeks' | 'intents'>

/** One window against another: whether it drifted, the shares of the intents, and what became of the intents. */
export function DriftReport({ title, report, weeks, intents }: Props) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <p>
        <strong class={report.level === 'none' ? 'good' : 'warning'}>{driftSentence(report)}</strong>{' '}
        {formatCount(report.referenceSize)} traces before, {formatCount(report.currentSize)} now.
      </p>
      <ul>
        {report.reasons.map(reason => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <Shares shares={report.shares} />
      <NewIntents intents={report.newIntents ?? []} />
      <Within shifts={report.within} />
      {weeks == null ? null : (
        <>
          <h3>New, vanished, split and merged</h3>
          <WeekEvents weeks={weeks} before={report.shares} now={intents} />
        </>
      )}
      <details>
        <summary>The whole mix</summary>
        <WholeMix report={report} />
      </details>
    </section>
  )
}

function Shares({ shares }: { readonly shares: readonly ShareDrift[] }) {
  const most = Math.max(
    0.01,
    ...shares.flatMap(each => [each.reference.interval[1], each.current.interval[1]]),
  )
  return (
    <Table
      caption="Share of the traffic by intent with 95% intervals, what drifted first. Ring: before. Dot: now. p after adjustment for the number of intents"
      rows={shares}
      keyOf={share => share.stratumId}
      classOf={share => (share.level === 'none' ? undefined : 'warning')}
      columns={[
        { title: 'Intent', isHead: true, cell: share => share.label },
        {
          title: `0 to ${formatShare(most, 0)}`,
          label: '',
          cell: share => <Marks share={share} most={most} />,
        },
        { title: 'Before', isNumber: true, cell: ({ reference }) => <Share of={reference} /> },
        { title: 'Now', isNumber: true, cell: ({ current }) => <Share of={current} /> },
        {
          title: 'Ratio',
          isNumber: true,
          cell: ({ ratio, ratioInterval }) => (
            <>
              {ratio === null ? 'new' : `×${ratio.toFixed(2)}`}{' '}
              <span class="muted">{formatNumbers(ratioInterval)}</span>
            </>
          ),
        },
        {
          title: 'p',
          isNumber: true,
          cell: share =>
            share.adjustedPValue === null ? (
              <span class="muted">too few traces</span>
            ) : (
              formatPValue(share.adjustedPValue)
            ),
        },
        {
          title: 'Change',
          cell: share => (
            <span class={share.change === 'none' ? 'muted whole' : 'whole'}>
              {share.change === 'none' ? 'within chance' : share.change}
            </span>
          ),
        },
      ]}
    />
  )
}

function Share({ of }: { readonly of: ShareDrift['current'] }) {
  return (
    <>
      {formatShare(of.share)} <span class="muted">{formatShareInterval(of.interval)}</span>
    </>
  )
}

const WIDTH = 120
const HEIGHT = 22

function Marks({
  share: { reference, current },
  most,
}: {
  readonly share: ShareDrift
  readonly most: number
}) {
  const x = (value: number) => Math.round((WIDTH / most) * value * 10) / 10
  return (
    <svg width={WIDTH + 12} height={HEIGHT} viewBox={`-6 0 ${WIDTH + 12} ${HEIGHT}`} aria-hidden="true">
      <line class="mark" x1={x(reference.interval[0])} x2={x(reference.interval[1])} y1="6" y2="6" />
      <circle class="ring" cx={x(reference.share)} cy="6" r="3.5" />
      <line class="mark" x1={x(current.interval[0])} x2={x(current.interval[1])} y1="16" y2="16" />
      <circle class="mark" cx={x(current.share)} cy="16" r="3.5" />
    </svg>
  )
}

function NewIntents({ intents }: { readonly intents: NonNullable<Report['newIntents']> }) {
  if (intents.length === 0) return null
  return (
    <Table
      caption="Intents that may be new: how much of the traffic they are, and how much of them no earlier intent covers, with 95% intervals"
      rows={intents}
      keyOf={intent => intent.label}
      classOf={intent => (intent.level === 'none' ? undefined : 'warning')}
      columns={[
        { title: 'Intent', isHead: true, cell: intent => intent.label },
        { title: 'Traces', isNumber: true, cell: intent => formatCount(intent.size) },
        {
          title: 'Share now',
          isNumber: true,
          cell: intent => `${formatShare(intent.share)} ${formatShareInterval(intent.shareInterval)}`,
        },
        {
          title: 'Not covered before',
          isNumber: true,
          cell: intent =>
            `${formatShare(intent.unassignedShare)} ${formatShareInterval(intent.unassignedInterval)}`,
        },
        { title: 'Adjusted p', isNumber: true, cell: intent => formatPValue(intent.adjustedPValue) },
        {
          title: 'Finding',
          cell: intent => (intent.level === 'none' ? <span class="muted">within chance</span> : 'new'),
        },
      ]}
    />
  )
}

function Within({ shifts }: { readonly shifts: Report['within'] }) {
  const changed = shifts?.filter(({ isShift }) => isShift) ?? []
  if (shifts === null) return null
  return (
    <>
      <p class={changed.length === 0 ? 'muted' : undefined}>
        What is asked inside an intent changed in {formatCount(changed.length)} of{' '}
        {formatCount(shifts.length)} intents.
      </p>
      {changed.length === 0 ? null : (
        <ul>
          {changed.map(shift => (
            <li key={shift.stratumId}>
              {shift.label}: a request of now is told from one before {formatShare(shift.areaUnderCurve, 0)}{' '}
              of the time {formatShareInterval(shift.areaInterval)}, 50% by chance
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Numbers of all shares together; they describe, the intents decide. */
function WholeMix({ report: { global, descriptions, overdispersion } }: { readonly report: Report }) {
  const distance = ({ value, interval }: typeof descriptions.totalVariation, unit = '') =>
    value === null ? 'infinite' : `${value.toFixed(3)}${unit} 95% ${formatNumbers(interval, 3)}`
  return (
    <Facts
      facts={[
        [
          'One test of all shares',
          global === null
            ? 'one intent alone, nothing to test'
            : `chi-square ${global.statistic.toFixed(1)} on ${global.degreesOfFreedom} degrees of freedom, p ${formatPValue(global.pValue)}`,
        ],
        ['Population stability index', distance(descriptions.populationStabilityIndex)],
        ['Jensen-Shannon divergence', distance(descriptions.jensenShannon, ' bits')],
        ['Total variation', distance(descriptions.totalVariation)],
        [
          'Spread from day to day over that of chance',
          overdispersion.interval === null
            ? 'not estimated, taken as 1'
            : `×${overdispersion.factor.toFixed(2)} 95% ${formatNumbers(overdispersion.interval)}`,
        ],
      ]}
    />
  )
}
