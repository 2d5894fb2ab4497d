import { formatCount, formatShare } from '../../numeric/format-number.ts'
import type { WeekEvent, Weeks } from '../../records/weeks.ts'

const MAX_EVENTS = 12

/** What happened to the intents since the last model, as sentences; empty when there was no earlier week. */
export function weekLines(weeks: Weeks | undefined): readonly string[] {
  if (weeks === undefined) return []
  if (weeks.isNewSpace)
    return ['the embedding model has changed: a new series starts, nothing is compared with earlier weeks']
  if (weeks.model === undefined) return []
  const { matches, events, unassigned, unassignedBefore } = weeks
  const known = `${formatCount(matches.length)} intents found again; ${formatShare(unassigned ?? null)} of the traffic fits none of them (${formatShare(unassignedBefore ?? null)} in the model's own week)`
  const hidden = events.length - MAX_EVENTS
  return [
    known,
    ...events.slice(0, MAX_EVENTS).map(eventLine),
    ...(hidden > 0 ? [`${hidden} more changes are in the JSON result`] : []),
  ]
}

function eventLine(event: WeekEvent): string {
  switch (event.kind) {
    case 'new':
      return `new: ${event.id} "${event.label}", ${formatCount(event.size)} traces, ${formatCount(event.unassigned)} of which no earlier intent covers`
    case 'vanished':
      return `vanished: ${event.id} "${event.label}", from ${formatCount(event.assignedBefore)} traces to ${formatCount(event.assigned)}`
    case 'split':
      return `split: ${event.from} "${event.label}" into ${event.into.join(', ')}`
    case 'merged':
      return `merged: ${event.from.join(', ')} into ${event.into} "${event.label}"`
  }
}
