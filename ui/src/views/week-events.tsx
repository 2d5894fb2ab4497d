import type { DriftList } from '../../../src/server/contract.ts'
import { formatCount, formatShare } from '../components/format.ts'

type Weeks = NonNullable<DriftList['runs'][number]['weeks']>

/** What became of the intents since the last model: new, vanished, split, merged. */
export function WeekEvents({ weeks }: { readonly weeks: Weeks }) {
  if (weeks.isNewSpace)
    return (
      <p>The embedding model has changed: a new series starts, nothing is compared with earlier weeks.</p>
    )
  if (weeks.model == null) return <p class="muted">This is the first week of the store.</p>
  return (
    <>
      <p>
        {formatCount(weeks.matches.length)} intents found again; {formatShare(weeks.unassigned)} of the
        traffic fits none of them ({formatShare(weeks.unassignedBefore)} in the model's own week).
      </p>
      {weeks.events.length === 0 ? (
        <p class="muted">No intent is new, vanished, split or merged.</p>
      ) : (
        <ul>
          {weeks.events.map(event => (
            <li key={keyOf(event)}>
              <strong>{event.kind}</strong>: {sentenceOf(event)}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

type Event = Weeks['events'][number]

function keyOf(event: Event): string {
  switch (event.kind) {
    case 'new':
    case 'vanished':
      return `${event.kind} ${event.id}`
    case 'split':
      return `split ${event.from}`
    case 'merged':
      return `merged ${event.into}`
  }
}

function sentenceOf(event: Event): string {
  switch (event.kind) {
    case 'new':
      return `${event.label} (${event.id}), ${formatCount(event.size)} traces, ${formatCount(event.unassigned)} of which no earlier intent covers`
    case 'vanished':
      return `${event.label} (${event.id}), from ${formatCount(event.assignedBefore)} traces to ${formatCount(event.assigned)}`
    case 'split':
      return `${event.label} (${event.from}) into ${event.into.join(', ')}`
    case 'merged':
      return `${event.from.join(', ')} into ${event.label} (${event.into})`
  }
}
