import type { LedgerStatements } from './ledger-statements.ts'

/** A share of the cap that is spent for the first time in its window. */
export type BudgetAlert = {
  readonly level: 0.5 | 0.8 | 0.95
  readonly spentPicoUsd: number
  readonly capPicoUsd: number
  readonly windowStartMs: number
  /** The same for the same event however often it is sent. */
  readonly dedupKey: string
}

const ALERT_LEVELS = [50, 80, 95] as const
const LEVEL_SHARES = { 50: 0.5, 80: 0.8, 95: 0.95 } as const

/** The levels reached for the first time in the window, lowest first; they are written down as told. */
export function newAlerts(
  sql: LedgerStatements,
  scope: string,
  { startMs, atMs }: { readonly startMs: number; readonly atMs: number },
  spent: bigint,
  cap: bigint,
): readonly BudgetAlert[] {
  const reached = ALERT_LEVELS.filter(level => spent * 100n >= cap * BigInt(level))
  if (reached.length === 0) return []
  const told = new Set(sql.alerted.all(scope, startMs).map(row => Number(row.level)))
  return reached
    .filter(level => !told.has(level))
    .map(level => {
      sql.alert.run(scope, level, atMs)
      return {
        level: LEVEL_SHARES[level],
        spentPicoUsd: Number(spent),
        capPicoUsd: Number(cap),
        windowStartMs: startMs,
        dedupKey: `budget:${scope}:${new Date(startMs).toISOString().slice(0, 13)}:${level}`,
      }
    })
}
