import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import type { Config } from '../config/config.ts'
import type { SqliteLedgerOptions } from '../store/spend/create-sqlite-ledger.ts'

const PICO_PER_USD = 1e12

/** Where and under which cap a config's spending is kept: beside the store, so that all runs of a folder share a week. */
export function budgetLedgerOptions(
  config: Config,
): Pick<SqliteLedgerOptions, 'path' | 'scope' | 'capPicoUsd' | 'window' | 'host' | 'pid' | 'isAlive'> {
  const { maxWeeklyBudgetUsd, budgetWindow } = config.costControls
  return {
    path: join(dirname(config.store.path), 'spend.db'),
    scope: 'default',
    // Rounded: 0.1 dollars are not a whole number of pico-dollars as a double times 1e12 may be.
    capPicoUsd: maxWeeklyBudgetUsd === undefined ? undefined : Math.round(maxWeeklyBudgetUsd * PICO_PER_USD),
    window: budgetWindow,
    host: hostname(),
    pid: process.pid,
    isAlive,
  }
}

/** A process of another user counts as alive: it exists, which is all that is asked. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
