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
      return `${isUncovered(event) ? 'new' : 'grouped anew'}: ${event.id} "${event.label}", ${formatCount(event.size)} traces, ${formatCount(event.unassigned)} of which no earlier intent covers`
    case 'vanished':
      return `${isGone(event) ? 'vanished' : 'no group of its own'}: ${event.id} "${event.label}", from ${formatCount(event.assignedBefore)} traces to ${formatCount(event.assigned)}`
    case 'split':
      return `split: ${event.from} "${event.label}" into ${event.into.join(', ')}`
    case 'merged':
      return `merged: ${event.from.join(', ')} into ${event.into} "${event.label}"`
  }
}

type Named<Kind extends WeekEvent['kind']> = Extract<WeekEvent, { readonly kind: Kind }>

/** In quiet weeks of 800 real requests three clusters or so are unmatched, and what is in them was known before. */
function isUncovered({ size, unassigned }: Named<'new'>): boolean {
  return unassigned >= size / 2
}

/** Otherwise its requests are still asked, and lie in no cluster of their own. */
function isGone({ assignedBefore, assigned }: Named<'vanished'>): boolean {
  return assigned < assignedBefore / 4
}
