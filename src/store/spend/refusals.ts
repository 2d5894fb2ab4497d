import { BudgetError } from '../../errors/budget-error.ts'
import type { PlannedCall } from '../../models/spend/spend-ledger.ts'
import { formatCost } from '../../numeric/format-number.ts'
import type { Freeze } from './spend-summary.ts'

/** The next call could pass the cap. */
export function capError(call: PlannedCall, cap: bigint, booked: bigint): BudgetError {
  const [most, limit, spent] = [call.worstPicoUsd, Number(cap), Number(booked)].map(formatCost)
  return new BudgetError(
    `Expected room for a ${call.purpose} call to ${call.model} that can cost ${most}, found ${spent} of ${limit} booked this week`,
    {
      reason: 'cap',
      capPicoUsd: Number(cap),
      bookedPicoUsd: Number(booked),
      neededPicoUsd: call.worstPicoUsd,
      hint: 'see `tidegate budget`; raise `cost_controls.max_weekly_budget_usd`, or run the same command again next week: what was answered is kept',
    },
  )
}

/** A call cost more than its worst case, so that no reservation can be trusted. */
export function frozenError(
  { provider, model, costPicoUsd, worstPicoUsd }: Freeze,
  call: PlannedCall,
  cap: bigint | undefined,
  booked: bigint,
): BudgetError {
  return new BudgetError(
    `Expected no call to cost more than its worst case, found one of ${provider} ${model} at ${formatCost(costPicoUsd)} where ${formatCost(worstPicoUsd)} was reserved: spending is frozen`,
    {
      reason: 'frozen',
      capPicoUsd: cap === undefined ? undefined : Number(cap),
      bookedPicoUsd: Number(booked),
      neededPicoUsd: call.worstPicoUsd,
      hint: 'compare the price with the provider (`tidegate prices`), then `tidegate budget --unfreeze`',
    },
  )
}
