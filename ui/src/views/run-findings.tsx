import type { RunReport } from '../../../src/server/contract.ts'
import { Facts } from '../components/facts.tsx'
import {
  formatCount,
  formatDifference,
  formatInterval,
  formatPValue,
  formatShare,
  formatShareInterval,
} from '../components/format.ts'
import { SafeLink } from '../components/safe-link.tsx'
import { Table } from '../components/table.tsx'
import { WeekEvents } from './week-events.tsx'

/** What a run found besides its gates; parts it knows nothing of are left out. */
export function Findings({ report }: { readonly report: RunReport }) {
  return (
    <>
      <Flags report={report} />
      <Tasks report={report} />
      <Coverage report={report} />
      <Audit report={report} />
      <Adversarial report={report} />
      {report.weeks == null ? null : (
        <>
          <h2>Since the last week</h2>
          <WeekEvents weeks={report.weeks} before={report.drift?.shares ?? []} now={report.sample.strata} />
        </>
      )}
    </>
  )
}

const FLAG_FINDINGS = {
  carrier: 'worse with it, not elsewhere',
  concentrated: 'worse with it, and elsewhere too',
  none: 'within chance',
} as const

function Flags({ report: { flagAttribution } }: { readonly report: RunReport }) {
  if (flagAttribution == null || flagAttribution.length === 0) return null
  return (
    <>
      <h2>Feature flags</h2>
      <Table
        caption="Flag states beside the rest of the traffic, clearest first; p after Holm over all states"
        rows={flagAttribution}
        keyOf={each => `${each.subject} ${each.flag} ${each.state}`}
        classOf={each => (each.finding === 'none' ? undefined : 'bad')}
        columns={[
          { title: 'Flag', isHead: true, cell: each => `${each.flag}=${each.state}` },
          { title: 'What regressed', cell: each => each.subject },
          {
            title: 'Lost with it',
            isNumber: true,
            cell: each => `${each.lost} of ${formatCount(each.pairs)} pairs`,
          },
          { title: 'Expected', isNumber: true, cell: each => each.expected.toFixed(1) },
          {
            title: 'Lost elsewhere',
            isNumber: true,
            cell: each => `${each.elsewhere.lost} of ${formatCount(each.elsewhere.pairs)} pairs`,
          },
          { title: 'Adjusted p', isNumber: true, cell: each => formatPValue(each.adjustedPValue) },
          { title: 'Finding', cell: each => FLAG_FINDINGS[each.finding] },
        ]}
      />
    </>
  )
}

const SHOWN_TASKS = 40

/** Recorded outcomes that changed, with links to the tool the traces came from. */
function Tasks({ report }: { readonly report: RunReport }) {
  const { paired, regressed, improved } = report.gates.outcome
  if (paired.won + paired.lost + paired.tied === 0) return null
  const list = (name: string, ids: readonly string[]) => (
    <p>
      {name}: {ids.length === 0 ? 'none' : null}
      {ids.slice(0, SHOWN_TASKS).map(id => (
        <span key={id}>
          <SafeLink href={report.traceLinks?.[id]}>{id}</SafeLink>{' '}
        </span>
      ))}
      {ids.length > SHOWN_TASKS ? `and ${formatCount(ids.length - SHOWN_TASKS)} more` : null}
    </p>
  )
  return (
    <>
      <h2>Recorded outcomes</h2>
      <p>
        {formatCount(paired.won)} won, {formatCount(paired.lost)} lost, {formatCount(paired.tied)} tied pairs;
        exact McNemar p {formatPValue(paired.pValue)}, one-sided for losses {formatPValue(paired.pValueWorse)}
      </p>
      {list('Regressed', regressed)}
      {list('Improved', improved)}
    </>
  )
}

const THIN_SHOWN = 8

function Coverage({ report: { coverage, suite } }: { readonly report: RunReport }) {
  const sets = [
    { name: 'The sample', of: coverage?.sample },
    { name: suite == null ? 'The suite' : `The suite ${suite.name}`, of: coverage?.suite },
  ].flatMap(({ name, of }) => (of == null ? [] : [{ name, ...of }]))
  if (sets.length === 0) return null
  const thin = sets
    .flatMap(set => set.strata.filter(each => each.covered < 1).map(each => ({ set: set.name, ...each })))
    .toSorted((a, b) => b.share * (1 - b.covered) - a.share * (1 - a.covered))
  return (
    <>
      <h2>Coverage of the traffic</h2>
      <Table
        caption="How much of the traffic each set of items speaks for, with 95% intervals"
        rows={sets}
        keyOf={set => set.name}
        columns={[
          { title: 'Set', isHead: true, cell: set => set.name },
          { title: 'Items', isNumber: true, cell: set => formatCount(set.items) },
          {
            title: 'Traffic covered',
            isNumber: true,
            cell: set =>
              `${formatShare(set.traffic?.estimate)} ${formatShareInterval(set.traffic?.interval)}`,
          },
          {
            title: 'Traffic near an item',
            isNumber: true,
            cell: set => `${formatShare(set.near?.estimate)} ${formatShareInterval(set.near?.interval)}`,
          },
        ]}
      />
      {suite == null ? null : (
        <Facts
          facts={[
            [
              'Suite passed by production',
              suite.production === null ? '–' : `${suite.production.passed} of ${suite.production.of} items`,
            ],
            [
              'Suite passed by the candidate',
              suite.candidate === null ? '–' : `${suite.candidate.passed} of ${suite.candidate.of} items`,
            ],
            [
              'The same checks on the traffic',
              suite.traffic === null
                ? '–'
                : `production ${formatShare(suite.traffic.production)}, candidate ${formatShare(suite.traffic.candidate)}`,
            ],
          ]}
        />
      )}
      {thin.length === 0 ? null : (
        <details>
          <summary>{thin.length} intents with fewer items than they need</summary>
          <ul>
            {thin.slice(0, THIN_SHOWN).map(each => (
              <li key={`${each.set} ${each.stratumId}`}>
                {each.label}, {formatShare(each.share)} of the traffic: {each.set.toLowerCase()} has{' '}
                {formatCount(each.items)} of {formatCount(each.required)} items
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

const ALARMS = {
  none: 'no alarm',
  skewed: 'ALARM: people and judge differ in one direction',
  blocks: 'ALARM: they differ by more than a PASS of the judge alone may be off',
} as const

function Audit({ report: { audit } }: { readonly report: RunReport }) {
  if (audit == null) return null
  const skews = [
    { name: 'Eight weeks', skew: audit.skew },
    { name: 'This week', skew: audit.skewOfWeek },
  ]
  return (
    <>
      <h2>What people say of the judge</h2>
      <Facts
        facts={[
          [
            'Labels',
            `${formatCount(audit.labels)} of this judge, ${formatCount(audit.otherLabels)} of others (not used)`,
          ],
          ...skews.flatMap(({ name, skew }) =>
            skew === null
              ? []
              : [
                  [
                    `People minus judge, ${name.toLowerCase()}`,
                    <span key={name} class={skew.alarm === 'none' ? undefined : 'bad'}>
                      {formatDifference(skew.mean)} 95% {formatInterval(skew.interval)},{' '}
                      {formatCount(skew.labels)} labels: {ALARMS[skew.alarm]}
                    </span>,
                  ] as const,
                ],
          ),
          ...(audit.correction === null
            ? []
            : [
                [
                  'Shift by the labels',
                  `${formatDifference(audit.correction.shift)}, standard error ${audit.correction.standardError.toFixed(3)}, ${formatCount(audit.correction.labels)} labels of ${formatCount(audit.correction.runs)} runs`,
                ] as const,
              ]),
          ...(audit.overdue === null
            ? []
            : [
                [
                  'Overdue',
                  `${formatCount(audit.overdue.labelled)} of ${formatCount(audit.overdue.wanted)} items of the last complete week are labelled`,
                ] as const,
              ]),
        ]}
      />
    </>
  )
}

function Adversarial({ report }: { readonly report: RunReport }) {
  const { adversarial } = report.gates
  const set = report.manifest.adversarialSet
  if (adversarial.verdict === 'not-evaluated' && set == null) return null
  const { paired, composite, compositeParts } = adversarial
  return (
    <>
      <h2>Adversarial set</h2>
      <Facts
        facts={[
          [
            'Candidate',
            `${formatCount(adversarial.passed)} of ${formatCount(adversarial.n)} items right, ${formatShare(adversarial.estimate)} ${formatShareInterval(adversarial.interval)}; floor ${formatShare(adversarial.floor, 0)}; ${formatCount(adversarial.unresolved)} unresolved`,
          ],
          [
            'Production today',
            adversarial.production === null
              ? 'not asked: only its recorded failures are known'
              : `${formatShare(adversarial.production)} right`,
          ],
          ...(paired == null
            ? []
            : [
                [
                  'Candidate against production',
                  `${formatDifference(paired.estimate)} ${formatInterval(paired.interval)} share of items, ${paired.won} won, ${paired.lost} lost of ${formatCount(paired.n)}, p ${formatPValue(paired.pValueWorse)} (a FAIL takes ${paired.alpha})`,
                ] as const,
              ]),
          ...(composite === null || compositeParts == null
            ? []
            : [
                [
                  'Composite of the article',
                  `${formatDifference(composite)} ${formatInterval(compositeParts.interval)}, the set weighing ${formatShare(compositeParts.share)}`,
                ] as const,
              ]),
          ...(set == null
            ? []
            : [
                [
                  'Chain',
                  `${formatCount(set.entries)} traces, ${formatCount(set.erased)} erased, ${formatCount(set.lines)} lines, last hash ${set.hash.slice(0, 12)}`,
                ] as const,
              ]),
        ]}
      />
    </>
  )
}
