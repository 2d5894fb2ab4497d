import { expect, it } from 'vitest'
import type { Config } from '../config/config.ts'
import { budgetLedgerOptions } from './budget-ledger.ts'

function configOf(maxWeeklyBudgetUsd: number | undefined): Config {
  return {
    store: { path: '/data/state/store.db' },
    costControls: { maxWeeklyBudgetUsd, budgetWindow: 'rolling' },
  } as Config
}

it('keeps the ledger beside the store, so that every config of the folder shares the week', () => {
  expect(budgetLedgerOptions(configOf(200))).toMatchObject({
    path: '/data/state/spend.db',
    window: 'rolling',
  })
})

it.each([
  [200, 200_000_000_000_000],
  [0.07, 70_000_000_000],
  [1_000_000, 1e18],
  [undefined, undefined],
])('%d dollars are %d pico-dollars, and no cap is none', (usd, pico) => {
  expect(budgetLedgerOptions(configOf(usd)).capPicoUsd).toBe(pico)
})

it('knows that this process is alive and that a number nobody can have is not', () => {
  const { isAlive, pid } = budgetLedgerOptions(configOf(1))
  expect([isAlive(pid), isAlive(2 ** 30)]).toEqual([true, false])
})
