import { z } from 'zod'
import { flag, listOf, numberBetween, numberInside, oneOf, positiveNumber } from '../fields.ts'
import { type Effects, effective } from './effect.ts'

const providerRoutingSchema = z.strictObject({
  enabled: flag().default(false),
  fallback_order: listOf(
    oneOf(['anthropic', 'google', 'openai']),
    'providers (`anthropic`, `google`, `openai`)',
  ).default([]),
})

/** What is spent on judging, and what is saved. */
export const costControlsSchema = z.strictObject({
  semantic_cache_ttl_hours: numberBetween(0, 87_600).default(168),
  provider_routing: providerRoutingSchema.prefault({}),
  max_weekly_budget_usd: positiveNumber(1_000_000).optional(),
  budget_window: oneOf(['calendar', 'rolling']).default('calendar'),
  semantic_cache: z
    .strictObject({ enabled: flag().default(false), threshold: numberInside(0.8, 1).default(0.97) })
    .prefault({}),
})

/** What each key of `cost_controls` changes. */
export const COST_CONTROLS_EFFECTS: Effects = {
  'cost_controls.semantic_cache_ttl_hours': effective(
    'how long an answered vote or turn is kept, 0 for not at all',
  ),
  'cost_controls.provider_routing.enabled': effective('whether the cheapest eligible judge is chosen'),
  'cost_controls.provider_routing.fallback_order': effective('which provider takes over when one fails'),
  'cost_controls.budget_window': effective('when a week begins: on Monday, or seven days ago'),
  'cost_controls.semantic_cache.enabled': effective(
    'whether a vote on a nearly equal question is used again',
  ),
  'cost_controls.semantic_cache.threshold': effective(
    'how near two questions have to be for that, as a cosine',
  ),
  'cost_controls.max_weekly_budget_usd': effective('the most a week may cost'),
}
