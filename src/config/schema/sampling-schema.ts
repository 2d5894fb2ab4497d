import { z } from 'zod'
import { integer, listOf, modelName, oneOf, text, textLike } from '../fields.ts'
import { LOCAL_EMBEDDING_MODEL } from '../model-family.ts'
import { parseWindowEnd } from '../window-end.ts'
import { isTimeZone } from '../zoned-days.ts'
import { type Effects, effective } from './effect.ts'

/** Which traffic is looked at, and how the sample is drawn from it. */
export const samplingSchema = z.strictObject({
  strategy: oneOf(['cluster_stratified', 'replay', 'static', 'judge_only']).default('cluster_stratified'),
  window_days: integer(1, 366).default(7),
  time_zone: z
    .string({ error: 'expected an IANA time zone such as `Europe/Berlin`' })
    .refine(isTimeZone, { error: 'expected an IANA time zone such as `Europe/Berlin`' })
    .default('UTC'),
  window_end: z
    .string({ error: 'expected a date such as 2026-11-20 or a time such as 2026-11-20T09:00:00Z' })
    .refine(value => parseWindowEnd(value) !== undefined, {
      error: 'expected a date such as 2026-11-20 or a time such as 2026-11-20T09:00:00Z',
    })
    .optional(),
  target_size: integer(1, 10_000_000).default(2000),
  extend_to: integer(1, 10_000_000).optional(),
  embedding_model: modelName([LOCAL_EMBEDDING_MODEL]).default(LOCAL_EMBEDDING_MODEL),
  allocation: oneOf(['sqrt', 'proportional', 'equal', 'neyman']).default('sqrt'),
  floor: integer(1, 1_000_000).optional(),
  customer_cap: integer(1, 1_000_000).optional(),
  stratify_by: listOf(
    textLike(
      /^(flags|flags\.[^\s.]\S*|model)$/,
      'a feature flag such as `flags.checkout_v2`, `flags` for those that divide the traffic, or `model`',
    ),
    'feature flags such as `flags.checkout_v2`, `flags` for those that divide the traffic, or `model`',
  ).default([]),
  suite: text('the path of a suite').optional(),
})

/** What each key of `sampling` changes. */
export const SAMPLING_EFFECTS: Effects = {
  'sampling.strategy': effective(
    'what is compared: a sample drawn by intent (`cluster_stratified`) or simply at random (`replay`), the suite (`static`), or recorded answers of before and after a release without a replay (`judge_only`)',
  ),
  'sampling.window_days': effective('how many complete days of traffic are the population'),
  'sampling.time_zone': effective('in which time zone the days of the window begin and end'),
  'sampling.window_end': effective('the last day of the window; default: the day of the newest trace'),
  'sampling.target_size': effective('how many traces are drawn'),
  'sampling.extend_to': effective(
    'the largest sample `tidegate extend` may make of this one: a part of the error rates is kept for it; default: none is',
  ),
  'sampling.embedding_model': effective('the model that embeds intents; `local` needs no key'),
  'sampling.allocation': effective('how the sample is spread over the strata'),
  'sampling.floor': effective(
    'how many traces a stratum gets at least; default 40, or 25 for samples under 1,000, and at most half of the sample together',
  ),
  'sampling.customer_cap': effective(
    'how many draws of a stratum a customer may expect before it is a cell of its own with that many; default: the larger of 10 and a tenth of the draws',
  ),
  'sampling.stratify_by': effective(
    'what is crossed with the strata when drawing: states of feature flags (`flags.NAME`, or `flags` for those that divide the traffic) and `model`',
  ),
  'sampling.suite': effective(
    'the frozen suite (promptfoo, Inspect, CSV, JSON Lines) whose score stands beside the traffic-weighted one, and that `strategy: static` replays',
  ),
}
