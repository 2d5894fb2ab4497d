import type { RunReport } from '../../../src/server/contract.ts'
import { formatCount } from '../components/format.ts'
import { Table } from '../components/table.tsx'

/** How many traces, pairs and votes were left after each stage. */
export function Funnel({ report }: { readonly report: RunReport }) {
  const { sample, pairs, replay, rejected } = report
  const { failed } = replay.candidate
  const steps = [
    { name: 'Traces of the window', value: sample.population },
    { name: 'Rows that were no trace (rejected)', value: rejected.total },
    { name: 'Sampled', value: sample.size },
    { name: 'Of the adversarial set', value: pairs.adversarial },
    { name: 'Answered by the candidate', value: replay.candidate.completed },
    { name: 'Not answered (count as losses)', value: failed.error + failed.timeout + failed.missing },
    { name: 'Pairs compared', value: pairs.traffic + pairs.adversarial },
    ...(typeof report.judge?.votes === 'number'
      ? [{ name: 'Votes of the judge', value: report.judge.votes }]
      : []),
  ]
  const most = Math.max(1, ...steps.map(step => step.value))
  return (
    <Table
      caption="Traces, pairs and votes by stage"
      rows={steps}
      keyOf={step => step.name}
      columns={[
        { title: 'Stage', isHead: true, cell: step => step.name },
        { title: 'Number', isNumber: true, cell: step => formatCount(step.value) },
        {
          title: 'Beside the largest number',
          label: '',
          cell: step => <meter min={0} max={most} value={step.value} aria-label={step.name} />,
        },
      ]}
    />
  )
}
