import type { SQLOutputValue } from 'node:sqlite'
import { SET_ASIDE } from './allowance.ts'
import { type BudgetWindowKind, windowEndMs, windowStartMs } from './budget-window.ts'
import type { LedgerStatements } from './ledger-statements.ts'
import type { Freeze, SpendLine, SpendSummary } from './spend-summary.ts'

type Row = { readonly [column: string]: SQLOutputValue }

/** The window an instant falls in, summed from the journal itself. */
export function readSummary(
  sql: LedgerStatements,
  options: {
    readonly scope: string
    readonly window: BudgetWindowKind
    readonly capPicoUsd: number | undefined
  },
  nowMs: number,
): SpendSummary {
  const { scope, window, capPicoUsd } = options
  const latest = sql.latestHour.get(scope)?.hour
  const atMs = typeof latest === 'bigint' ? Math.max(nowMs, Number(latest)) : nowMs
  const startMs = windowStartMs(window, atMs)
  const lines = [...sql.lines.all(scope, startMs).map(toLine), ...allowanceLine(sql, scope, startMs)]
  const states = sql.states.all(scope, startMs)
  const callsIn = (state: string): number => Number(states.find(row => row.state === state)?.calls ?? 0)
  const total = (of: (line: SpendLine) => number): number => lines.reduce((sum, line) => sum + of(line), 0)
  const settledPicoUsd = total(line => line.settledPicoUsd)
  const reservedPicoUsd = total(line => line.reservedPicoUsd)
  const uncertainPicoUsd = total(line => line.uncertainPicoUsd)
  const booked = settledPicoUsd + reservedPicoUsd + uncertainPicoUsd
  return {
    scope,
    window: { kind: window, startMs, endMs: windowEndMs(window, atMs) },
    capPicoUsd,
    settledPicoUsd,
    reservedPicoUsd,
    uncertainPicoUsd,
    leftPicoUsd: capPicoUsd === undefined ? undefined : Math.max(0, capPicoUsd - booked),
    calls: {
      settled: callsIn('settled'),
      reserved: callsIn('reserved'),
      uncertain: callsIn('uncertain'),
      released: callsIn('released'),
    },
    estimatedCalls: states.reduce((sum, row) => sum + Number(row.estimated ?? 0), 0),
    lines,
    frozen: freezeOf(sql.frozen.get(scope)),
  }
}

/** What processes have set aside ahead of their next calls. */
function allowanceLine(sql: LedgerStatements, scope: string, startMs: number): readonly SpendLine[] {
  const reservedPicoUsd = Number(sql.allowances.get(scope, startMs)?.pico_usd ?? 0)
  if (reservedPicoUsd === 0) return []
  const nobody = { provider: '-', model: '-', settledPicoUsd: 0, uncertainPicoUsd: 0, calls: 0 }
  return [{ ...nobody, purpose: SET_ASIDE, reservedPicoUsd }]
}

/** What froze a scope; undefined: nothing did. */
export function freezeOf(row: Row | undefined): Freeze | undefined {
  if (row === undefined) return undefined
  return {
    atMs: Number(row.at_ms),
    provider: String(row.provider),
    model: String(row.model),
    worstPicoUsd: Number(row.worst_pico_usd),
    costPicoUsd: Number(row.cost_pico_usd),
  }
}

function toLine(row: Row): SpendLine {
  return {
    purpose: String(row.purpose),
    provider: String(row.provider),
    model: String(row.name),
    settledPicoUsd: Number(row.settled),
    reservedPicoUsd: Number(row.reserved),
    uncertainPicoUsd: Number(row.uncertain),
    calls: Number(row.calls),
  }
}
