import { z } from 'zod'
import { oneOf, positiveNumber, shortName, text, textLike } from '../fields.ts'
import { type Effects, effective } from './effect.ts'

const PIPELINE_NAME = /^[A-Za-z0-9][\w./-]{0,99}$/

/** The name of a channel. */
export const CHANNEL = shortName('the name of a channel, such as `slack_ops`')

const alertChannelSchema = z.strictObject({
  type: oneOf(['slack', 'pagerduty', 'webhook']),
  target: text('a URL or a routing key, best from an environment variable'),
  url: text(
    "the address of PagerDuty's event API, such as https://events.eu.pagerduty.com/v2/enqueue",
  ).optional(),
  secret: text('what a webhook is signed with, best from an environment variable').optional(),
})

/** Who is told how runs end, and how. */
export const alertsSchema = z.strictObject({
  pipeline: textLike(PIPELINE_NAME, 'a name of letters, digits, dots, dashes and slashes').default(
    'tidegate',
  ),
  cooldown_hours: positiveNumber(24 * 365).default(24),
  channels: z
    .record(CHANNEL, alertChannelSchema, {
      error: 'expected a block of channels by name',
    })
    .default({}),
})

/** What each key of `alerts` changes. */
export const ALERTS_EFFECTS: Effects = {
  'alerts.pipeline': effective("the name alerts carry; two pipelines never clear each other's alerts"),
  'alerts.cooldown_hours': effective('how long an alert that stays open is not repeated'),
  'alerts.channels': effective(
    'the channels alerts can be sent to, by name: `type` (`slack`, `pagerduty`, `webhook`), `target`, `url`, `secret`',
  ),
}
