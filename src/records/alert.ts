/** How loudly an alert speaks, softest first; PagerDuty's words. `info` wakes nobody up. */
export const ALERT_SEVERITIES = ['info', 'warning', 'error', 'critical'] as const
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number]

/** Something a team wants to know without looking. Holds labels and numbers, never what a trace says. */
export type Alert = {
  /** The same for the same trouble of the same pipeline: a later good run clears it by this name. At most 255 characters. */
  readonly key: string
  readonly severity: AlertSeverity
  /** One sentence. */
  readonly title: string
  /** Plain sentences, the most important first. */
  readonly lines: readonly string[]
  /** Absent when it is not about one run. */
  readonly runId?: string
  /** Unix epoch, milliseconds. */
  readonly atMs: number
}

/** What a run says of one trouble: it is there, or it is over. */
export type AlertUpdate =
  | { readonly kind: 'raised'; readonly alert: Alert }
  | { readonly kind: 'cleared'; readonly key: string; readonly title: string; readonly atMs: number }
