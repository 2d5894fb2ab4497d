import { formatCost, formatCount, formatShareInWords } from '../numeric/format-number.ts'
import type { SpendSummary } from '../store/spend/spend-summary.ts'
import { dayOf } from './read-prices.ts'
import { tableLines } from './table-lines.ts'

/** One window of the ledger for a terminal. */
export function renderBudget(summary: SpendSummary): string {
  const { capPicoUsd, leftPicoUsd, settledPicoUsd, reservedPicoUsd, uncertainPicoUsd, calls } = summary
  const booked = settledPicoUsd + reservedPicoUsd + uncertainPicoUsd
  const amounts = [
    [
      'cap',
      capPicoUsd === undefined ? 'none' : formatCost(capPicoUsd),
      'cost_controls.max_weekly_budget_usd',
    ],
    [
      'settled',
      formatCost(settledPicoUsd),
      `${calls.settled === 1 ? '1 call' : `${formatCount(calls.settled)} calls`} answered`,
    ],
    [
      'reserved',
      formatCost(reservedPicoUsd),
      `${formatCount(calls.reserved)} under way, at the most they can cost`,
    ],
    [
      'uncertain',
      formatCost(uncertainPicoUsd),
      `${formatCount(calls.uncertain)} that may have been charged; they count in full`,
    ],
    ...(leftPicoUsd === undefined || capPicoUsd === undefined
      ? []
      : [
          [
            'left',
            formatCost(leftPicoUsd),
            `${formatShareInWords(capPicoUsd === 0 ? 1 : booked / capPicoUsd)} booked`,
          ],
        ]),
  ].map(([name = '', amount = '', note = '']) => `${name.padEnd(10)}${amount.padStart(12)}  ${note}`)
  return [windowName(summary), '', ...amounts, ...frozenLines(summary), ...detailLines(summary), ''].join(
    '\n',
  )
}

/** The same for programs; money in whole pico-dollars. */
export function renderBudgetJson(summary: SpendSummary): string {
  const { window, capPicoUsd, leftPicoUsd, frozen, ...rest } = summary
  const nullable = {
    window: { ...window, endMs: window.endMs ?? null },
    capPicoUsd: capPicoUsd ?? null,
    leftPicoUsd: leftPicoUsd ?? null,
    frozen: frozen ?? null,
  }
  return `${JSON.stringify({ kind: 'tidegate-budget', schemaVersion: 1, ...rest, ...nullable }, null, 2)}\n`
}

function windowName({ window: { kind, startMs, endMs } }: SpendSummary): string {
  if (kind === 'rolling' || endMs === undefined)
    return `Spending of the last seven days, since ${new Date(startMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `Spending of the week ${dayOf(startMs)} to ${dayOf(endMs - 1)} (UTC)`
}

function frozenLines({ frozen }: SpendSummary): readonly string[] {
  if (frozen === undefined) return []
  const { atMs, provider, model, costPicoUsd, worstPicoUsd } = frozen
  return [
    '',
    `FROZEN since ${dayOf(atMs)}: a call to ${provider} ${model} cost ${formatCost(costPicoUsd)} where at most ${formatCost(worstPicoUsd)} was expected.`,
    'Compare the price with the provider, then give this command again with --unfreeze',
  ]
}

function detailLines({ lines, estimatedCalls }: SpendSummary): readonly string[] {
  if (lines.length === 0) return ['', 'No call is booked in this window.']
  const rows = lines.map(line => [
    line.purpose,
    line.provider,
    line.model,
    formatCount(line.calls),
    formatCost(line.settledPicoUsd),
    formatCost(line.reservedPicoUsd),
    formatCost(line.uncertainPicoUsd),
  ])
  const header = ['purpose', 'provider', 'model', 'calls', 'settled', 'reserved', 'uncertain']
  const estimated =
    estimatedCalls === 0
      ? []
      : ['', `${formatCount(estimatedCalls)} settled at an upper bound: no tokens were counted.`]
  return ['', ...tableLines(header, rows, [3, 4, 5, 6]), ...estimated]
}
