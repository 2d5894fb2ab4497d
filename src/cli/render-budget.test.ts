import { expect, it } from 'vitest'
import type { SpendSummary } from '../store/spend/spend-summary.ts'
import { renderBudget, renderBudgetJson } from './render-budget.ts'

const SUMMARY: SpendSummary = {
  scope: 'default',
  window: { kind: 'calendar', startMs: Date.UTC(2026, 10, 23), endMs: Date.UTC(2026, 10, 30) },
  capPicoUsd: 200e12,
  settledPicoUsd: 91.3e12,
  reservedPicoUsd: 1.2e12,
  uncertainPicoUsd: 0.04e12,
  leftPicoUsd: 107.46e12,
  calls: { settled: 5_812, reserved: 12, uncertain: 3, released: 40 },
  estimatedCalls: 0,
  lines: [
    {
      purpose: 'judge',
      provider: 'anthropic',
      model: 'claude-haiku-5-5',
      settledPicoUsd: 91.3e12,
      reservedPicoUsd: 0,
      uncertainPicoUsd: 0.04e12,
      calls: 5_815,
    },
    {
      purpose: 'set aside',
      provider: '-',
      model: '-',
      settledPicoUsd: 0,
      reservedPicoUsd: 1.2e12,
      uncertainPicoUsd: 0,
      calls: 0,
    },
  ],
  frozen: undefined,
}

it('shows what is booked, what is left, and what for', () => {
  expect(renderBudget(SUMMARY)).toMatchInlineSnapshot(`
    "Spending of the week 2026-11-23 to 2026-11-29 (UTC)

    cap            $200.00  cost_controls.max_weekly_budget_usd
    settled         $91.30  5,812 calls answered
    reserved         $1.20  12 under way, at the most they can cost
    uncertain       $0.040  3 that may have been charged; they count in full
    left           $107.46  46% booked

    purpose    provider   model             calls  settled  reserved  uncertain
    judge      anthropic  claude-haiku-5-5  5,815   $91.30     $0.00     $0.040
    set aside  -          -                     0    $0.00     $1.20      $0.00
    "
  `)
})

it('says that there is no cap, and leaves out what would be left of it', () => {
  const text = renderBudget({ ...SUMMARY, capPicoUsd: undefined, leftPicoUsd: undefined })
  expect(text).toMatch(/^cap +none/m)
  expect(text).not.toMatch(/^left/m)
})

it('says that spending is frozen, why, and how to go on', () => {
  const frozen = {
    atMs: Date.UTC(2026, 10, 24),
    provider: 'p',
    model: 'm',
    worstPicoUsd: 1e12,
    costPicoUsd: 2e12,
  }
  const text = renderBudget({ ...SUMMARY, frozen })
  expect(text).toContain('FROZEN since 2026-11-24: a call to p m cost $2.00 where at most $1.00 was expected')
  expect(text).toContain('--unfreeze')
})

it('gives programs whole pico-dollars, and null for what is not there', () => {
  const json = JSON.parse(renderBudgetJson({ ...SUMMARY, capPicoUsd: undefined, leftPicoUsd: undefined }))
  expect(json).toMatchObject({
    kind: 'tidegate-budget',
    settledPicoUsd: 91.3e12,
    capPicoUsd: null,
    leftPicoUsd: null,
    frozen: null,
  })
})
