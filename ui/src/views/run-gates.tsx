import type { RunReport } from '../../../src/server/contract.ts'
import {
  formatCount,
  formatDifference,
  formatInterval,
  formatShare,
  formatShareInterval,
} from '../components/format.ts'
import { ENDPOINT_NAMES } from '../components/names.ts'
import { Table } from '../components/table.tsx'
import { VerdictBadge } from '../components/verdict-badge.tsx'

/** What each gate says, with its number, bounds and reason. */
export function GateTable({ report }: { readonly report: RunReport }) {
  const { gates } = report
  const rows = [
    { name: 'Traffic', gate: gates.global, isShare: false, unit: 'pairs' },
    { name: 'Recorded outcomes', gate: gates.outcome, isShare: false, unit: 'pairs' },
    { name: 'Adversarial set', gate: gates.adversarial, isShare: true, unit: 'items' },
    { name: 'Slices', gate: gates.slices, isShare: false, unit: 'pairs' },
    { name: 'Failure modes', gate: gates.modes, isShare: false, unit: 'pairs' },
  ]
  return (
    <>
      <Table
        caption="Any FAIL holds the release. Differences are candidate minus production on a score from 0 to 1; bounds are one-sided 95%."
        rows={rows}
        keyOf={row => row.name}
        columns={[
          { title: 'Gate', isHead: true, cell: row => row.name },
          {
            title: 'Verdict',
            cell: ({ gate }) =>
              gate.verdict === 'not-evaluated' ? (
                <span class="muted">not evaluated</span>
              ) : (
                <VerdictBadge verdict={gate.verdict} />
              ),
          },
          {
            title: 'Estimate',
            isNumber: true,
            cell: ({ gate, isShare }) =>
              isShare ? formatShare(gate.estimate) : formatDifference(gate.estimate),
          },
          {
            title: 'Bounds',
            isNumber: true,
            cell: ({ gate, isShare }) =>
              gate.interval === null
                ? '–'
                : isShare
                  ? formatShareInterval(gate.interval)
                  : formatInterval(gate.interval),
          },
          { title: 'Of', isNumber: true, cell: ({ gate, unit }) => `${formatCount(gate.n)} ${unit}` },
          { title: 'Reason', cell: ({ gate }) => gate.reason },
        ]}
      />
      <Endpoints report={report} />
    </>
  )
}

/** The parts of the traffic's gate, with what is missing in them. */
function Endpoints({ report }: { readonly report: RunReport }) {
  const endpoints = report.gates.global.endpoints.filter(each => each.n > 0 || each.missingShare > 0)
  return endpoints.length === 0 ? null : (
    <Table
      caption="The traffic by endpoint; what is missing has no verdict, and the last column says what it could change"
      rows={endpoints}
      keyOf={each => each.endpoint}
      columns={[
        { title: 'Endpoint', isHead: true, cell: each => ENDPOINT_NAMES[each.endpoint] },
        {
          title: 'Difference',
          isNumber: true,
          cell: each => `${formatDifference(each.estimate)} ${formatInterval(each.interval)}`,
        },
        { title: 'Pairs', isNumber: true, cell: each => formatCount(each.n) },
        { title: 'Missing', isNumber: true, cell: each => formatShare(each.missingShare) },
        {
          title: 'If all missing were worst or best',
          isNumber: true,
          cell: each => formatInterval(each.missingBounds) || '–',
        },
        ...(endpoints.some(each => each.judgeOnly !== undefined)
          ? [
              {
                title: 'Judge alone, without people',
                isNumber: true,
                cell: (each: (typeof endpoints)[number]) =>
                  each.judgeOnly === undefined
                    ? '–'
                    : `${formatDifference(each.judgeOnly.estimate)} ${formatInterval(each.judgeOnly.interval)}`,
              },
            ]
          : []),
      ]}
    />
  )
}
