import type { JSX } from 'preact'
import type { Place } from './router.ts'
import { Adversarial } from './views/adversarial.tsx'
import { Audits } from './views/audits.tsx'
import { Budget } from './views/budget.tsx'
import { Drift } from './views/drift.tsx'
import { Judges } from './views/judges.tsx'
import { Live } from './views/live.tsx'
import { RequestMap } from './views/map.tsx'
import { NotFound } from './views/not-found.tsx'
import { RunsRouter } from './views/runs-router.tsx'

/** One view: the first part of its address, what it is called, and what it shows. */
export type View = {
  readonly name: string
  readonly title: string
  readonly View: (props: { readonly place: Place }) => JSX.Element | null
}

/** Every view, in the order of the navigation; the first is where one starts. */
export const VIEWS: readonly View[] = [
  { name: 'runs', title: 'Runs', View: RunsRouter },
  { name: 'map', title: 'Map', View: RequestMap },
  { name: 'drift', title: 'Drift', View: Drift },
  { name: 'audits', title: 'Audits', View: Audits },
  { name: 'adversarial', title: 'Adversarial set', View: Adversarial },
  { name: 'judges', title: 'Judges', View: Judges },
  { name: 'budget', title: 'Budget', View: Budget },
  { name: 'live', title: 'Running now', View: Live },
]

const NOT_FOUND: View = { name: '', title: 'Not found', View: NotFound }

/** The view of a place. */
export function viewOf({ parts }: Place): View {
  const [name] = parts
  return (name === undefined ? VIEWS[0] : VIEWS.find(view => view.name === name)) ?? NOT_FOUND
}
