import type { RunComparison } from '../../../src/server/contract.ts'
import { formatDifference, formatInterval, formatMoney } from '../components/format.ts'
import { Loading } from '../components/loading.tsx'
import { Table } from '../components/table.tsx'
import { VerdictBadge } from '../components/verdict-badge.tsx'
import { addressOf } from '../router.ts'
import { useData } from '../use-data.ts'

/** The candidates beside which a run was decided: what is said of it alone is not what is said of it among them. */
export function Comparison({ runId }: { readonly runId: string }) {
  const data = useData<RunComparison>(`/api/runs/${encodeURIComponent(runId)}/comparison`)
  return (
    <Loading data={data} what="the other candidates">
      {({ candidates, outcome, notes }) => (
        <>
          <h2>Among {candidates.length} candidates</h2>
          <p>
            <VerdictBadge verdict={outcome} /> over all of them, with Holm. The verdict above and the gates
            below are of this run by itself, held to one part in {candidates.length} of the error rates.
          </p>
          <Table
            caption="Candidates beside the same production. Differences: candidate minus production, score from 0 to 1, two one-sided 95% bounds."
            rows={candidates}
            keyOf={each => each.runId}
            columns={[
              {
                title: 'Candidate',
                isHead: true,
                cell: each =>
                  each.runId === runId ? (
                    <strong>{each.name}</strong>
                  ) : (
                    <a href={addressOf(['runs', each.runId])}>{each.name}</a>
                  ),
              },
              { title: 'Decision', cell: each => <VerdictBadge verdict={each.outcome} /> },
              { title: 'Alone', cell: each => <VerdictBadge verdict={each.alone} /> },
              { title: 'Text preference', isNumber: true, cell: each => numberOf(each.preference) },
              { title: 'Tool calls', isNumber: true, cell: each => numberOf(each.structured) },
              { title: 'Recorded outcomes', isNumber: true, cell: each => numberOf(each.recordedOutcome) },
              { title: 'Cost', isNumber: true, cell: each => formatMoney(each.costPicoUsd) },
              { title: 'Why', cell: each => each.reason },
            ]}
          />
          {notes.map(note => (
            <p key={note} class="note">
              {note}
            </p>
          ))}
        </>
      )}
    </Loading>
  )
}

type Measured = RunComparison['candidates'][number]['preference']

function numberOf({ estimate, interval, n }: Measured) {
  return n === 0 ? '–' : `${formatDifference(estimate)} ${formatInterval(interval)}`
}
