import type { Place } from '../router.ts'
import { NotFound } from './not-found.tsx'
import { Pairs } from './pairs.tsx'
import { Run } from './run.tsx'
import { Runs } from './runs.tsx'

/** `#/runs`, `#/runs/ID` and `#/runs/ID/pairs`. */
export function RunsRouter({ place }: { readonly place: Place }) {
  const [, runId, part] = place.parts
  if (runId === undefined) return <Runs place={place} />
  if (part === undefined) return <Run runId={runId} />
  return part === 'pairs' ? <Pairs runId={runId} place={place} /> : <NotFound />
}
