import type { DriftList } from '../../../src/server/contract.ts'
import { formatCount, formatShare } from '../components/format.ts'

type Weeks = NonNullable<DriftList['runs'][number]['weeks']>

type Props = {
  readonly weeks: Weeks
  /** Intents of the earlier week, by the names they had. */
  readonly before: readonly { readonly stratumId: string; readonly label: string }[]
  /** Of this week. */
  readonly now: readonly { readonly id: string; readonly label: string }[]
}

/** What became of the intents since the earlier week: new, vanished, split, merged. */
export function WeekEvents({ weeks, before, now }: Props) {
  if (weeks.isNewSpace)
    return (
      <p>The embedding model has changed: a new series starts, nothing is compared with earlier weeks.</p>
    )
  if (weeks.model == null) return <p class="muted">This is the first week of the store.</p>
  const names = {
    before: namer(before.map(({ stratumId, label }) => [stratumId, label])),
    now: namer(now.map(({ id, label }) => [id, label])),
  }
  return (
    <>
      <p>
        {formatCount(weeks.matches.length)} intents found again; {formatShare(weeks.unassigned)} of the
        traffic fits none of them ({formatShare(weeks.unassignedBefore)} in the earlier week).
      </p>
      {weeks.events.length === 0 ? (
        <p class="muted">No intent is new, vanished, split or merged.</p>
      ) : (
        <ul>
          {weeks.events.map(event => (
            <li key={keyOf(event)}>
              <strong>{titleOf(event)}</strong>: {sentenceOf(event, names)}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

type Event = Weeks['events'][number]
type Namer = (id: string) => string
/** An intent is named anew every week, also where its id stays. */
type Names = { readonly before: Namer; readonly now: Namer }

function namer(labels: readonly (readonly [id: string, label: string])[]): Namer {
  const names = new Map(labels)
  return id => (names.has(id) ? `${names.get(id)} (${id})` : id)
}

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

/** As in the reports: what was known is not new, what is still asked has not vanished. */
function titleOf(event: Event): string {
  if (event.kind === 'new') return event.unassigned >= event.size / 2 ? 'new' : 'grouped anew'
  if (event.kind === 'vanished')
    return event.assigned < event.assignedBefore / 4 ? 'vanished' : 'no group of its own'
  return event.kind
}

function sentenceOf(event: Event, names: Names): string {
  switch (event.kind) {
    case 'new':
      return `${event.label} (${event.id}), ${formatCount(event.size)} traces, ${formatCount(event.unassigned)} of which no earlier intent covers`
    case 'vanished':
      return `${event.label} (${event.id}), from ${formatCount(event.assignedBefore)} traces to ${formatCount(event.assigned)}`
    case 'split':
      return `${event.label} (${event.from}) into ${event.into.map(names.now).join('; ')}`
    case 'merged':
      return `${event.from.map(names.before).join('; ')} into ${event.label} (${event.into})`
  }
}
