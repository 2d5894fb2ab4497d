import type { BudgetView } from '../../../src/server/contract.ts'
import { formatCount, formatDay, formatMoney, formatShare, formatTime } from '../components/format.ts'
import { Empty, Loading } from '../components/loading.tsx'
import { Table } from '../components/table.tsx'
import { useData } from '../use-data.ts'

/** What this window's calls have cost, what is held back for calls under way, and what is left of the cap. */
export function Budget() {
  const data = useData<BudgetView>('/api/budget')
  return (
    <>
      <h1>Budget</h1>
      <Loading data={data} what="the budget">
        {budget => (
          <>
            {budget.frozen === null ? null : (
              <p role="alert" class="note bad">
                Spending stopped {formatTime(budget.frozen.atMs)}: a call to {budget.frozen.provider}/
                {budget.frozen.model} cost {formatMoney(budget.frozen.costPicoUsd)}, its worst case was{' '}
                {formatMoney(budget.frozen.worstPicoUsd)}. <code>tidegate budget --unfreeze</code> lets calls
                be made again.
              </p>
            )}
            <p class="muted">
              {budget.window.endMs === null
                ? `The last seven days, since ${formatTime(budget.window.startMs)}.`
                : `The week ${formatDay(budget.window.startMs)} to ${formatDay(budget.window.endMs - 1)}, UTC.`}
            </p>
            <Booked budget={budget} />
            <ul class="cards">
              <Card name="Cap" value={budget.capPicoUsd === null ? 'none' : formatMoney(budget.capPicoUsd)} />
              <Card name="Settled" value={formatMoney(budget.settledPicoUsd)} />
              <Card name="Reserved for calls under way" value={formatMoney(budget.reservedPicoUsd)} />
              <Card name="Uncertain, counted as spent" value={formatMoney(budget.uncertainPicoUsd)} />
              <Card
                name="Left"
                value={budget.leftPicoUsd === null ? 'no cap' : formatMoney(budget.leftPicoUsd)}
              />
            </ul>
            {budget.lines.length === 0 ? (
              <Empty>Nothing was spent in this window.</Empty>
            ) : (
              <Table
                caption="Settled by purpose and model"
                rows={budget.lines}
                keyOf={line => `${line.purpose} ${line.provider} ${line.model}`}
                columns={[
                  { title: 'Purpose', isHead: true, cell: line => line.purpose },
                  { title: 'Model', cell: line => `${line.provider}/${line.model}` },
                  { title: 'Calls', isNumber: true, cell: line => formatCount(line.calls) },
                  { title: 'Settled', isNumber: true, cell: line => formatMoney(line.settledPicoUsd) },
                ]}
              />
            )}
          </>
        )}
      </Loading>
    </>
  )
}

/** How much of the cap is gone: what was settled, and what may be. */
function Booked({ budget }: { readonly budget: BudgetView }) {
  const { capPicoUsd, settledPicoUsd, reservedPicoUsd, uncertainPicoUsd } = budget
  if (capPicoUsd === null || capPicoUsd === 0) return null
  const booked = settledPicoUsd + reservedPicoUsd + uncertainPicoUsd
  return (
    <label class="booked">
      {formatShare(booked / capPicoUsd)} of the cap is booked
      <meter min={0} max={capPicoUsd} value={Math.min(booked, capPicoUsd)} />
    </label>
  )
}

function Card({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <li class="card">
      {name} <b>{value}</b>
    </li>
  )
}
