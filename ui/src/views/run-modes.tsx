import type { RunReport } from '../../../src/server/contract.ts'
import { formatCount, formatDifference, formatInterval, formatPValue } from '../components/format.ts'
import { Table } from '../components/table.tsx'
import { addressOf } from '../router.ts'

type Finding = RunReport['gates']['modes']['findings'][number]

const ORDER = { regression: 0, warning: 1, none: 2 } as const

/** How often each side fails in ways a rule can see, regressions first; each leads to its pairs. */
export function ModeTable({
  runId,
  findings,
}: {
  readonly runId: string
  readonly findings: readonly Finding[]
}) {
  const seen = findings.filter(each => each.baseline + each.candidate > 0)
  if (seen.length === 0)
    return <p class="note">Neither side failed in any of the {findings.length} ways that rules can see.</p>
  return (
    <Table
      caption={`Pairs of the traffic in which each side fails; ${findings.length - seen.length} of ${findings.length} modes had no event. Growth with one-sided 95% bounds; p: one-sided exact McNemar after adjustment`}
      rows={seen.toSorted((a, b) => ORDER[a.finding] - ORDER[b.finding] || b.onlyCandidate - a.onlyCandidate)}
      keyOf={each => each.mode}
      classOf={each =>
        each.finding === 'regression' ? 'bad' : each.finding === 'warning' ? 'warning' : undefined
      }
      columns={[
        {
          title: 'Mode',
          isHead: true,
          cell: each => (
            <a href={addressOf(['runs', runId, 'pairs'], { filter: 'failures', mode: each.mode })}>
              {each.mode}
            </a>
          ),
        },
        { title: 'Production', isNumber: true, cell: each => formatCount(each.baseline) },
        { title: 'Candidate', isNumber: true, cell: each => formatCount(each.candidate) },
        { title: 'Only candidate', isNumber: true, cell: each => formatCount(each.onlyCandidate) },
        { title: 'Of pairs', isNumber: true, cell: each => formatCount(each.n) },
        {
          title: 'Growth, share of pairs',
          isNumber: true,
          cell: each => `${formatDifference(each.estimate)} ${formatInterval(each.interval)}`,
        },
        { title: 'Adjusted p', isNumber: true, cell: each => formatPValue(each.adjustedPValue) },
        {
          title: 'Finding',
          cell: each =>
            each.finding === 'none' ? (
              <span class="muted">within chance</span>
            ) : (
              <>
                {each.finding}
                {each.where.length === 0 ? null : <div class="muted">{each.where.join('; ')}</div>}
              </>
            ),
        },
      ]}
    />
  )
}
