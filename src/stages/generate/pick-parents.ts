import { createHash } from 'node:crypto'
import type { FailureMode } from '../../records/failure-mode.ts'
import type { TraceId } from '../../records/ids.ts'
import type { Strata } from '../../records/strata.ts'
import type { RedactedTrace } from '../../records/trace.ts'

/** A production trace that attacks are made of, and why this one. */
export type Parent = { readonly trace: RedactedTrace; readonly because: string }

/** Smallest strata that are looked at, as a part of all of them. */
const THIN_PART = 0.25

/**
 * Traces to make attacks of: in turns one that showed a failure mode and one of a thin stratum, each group by a hash of
 * seed and id, so that the same window gives the same parents. No trace twice.
 *
 * @param modesOf - the failure modes production's own answer shows.
 */
export function pickParents(
  population: readonly RedactedTrace[],
  strata: Strata,
  modesOf: (trace: RedactedTrace) => readonly FailureMode[],
  { count, seed }: { readonly count: number; readonly seed: string },
): readonly Parent[] {
  const byMode = new Map<string, RedactedTrace[]>()
  for (const trace of population) {
    for (const mode of modesOf(trace)) {
      const group = byMode.get(mode)
      if (group === undefined) byMode.set(mode, [trace])
      else group.push(trace)
    }
  }
  const byId = new Map(population.map(trace => [trace.traceId, trace]))
  const thin = strata.strata
    .toSorted((a, b) => a.share - b.share || (a.id < b.id ? -1 : 1))
    .slice(0, Math.max(1, Math.ceil(THIN_PART * strata.strata.length)))
  const failing = [...byMode.keys()]
    .toSorted()
    .map(mode => shuffled(byMode.get(mode) ?? [], seed, `showed ${mode}`))
  const scarce = thin.map(({ id, members }) =>
    shuffled(
      members.flatMap(member => byId.get(member) ?? []),
      seed,
      `of the thin stratum ${id}`,
    ),
  )
  return take(interleaved([interleaved(failing), interleaved(scarce)]), count)
}

function shuffled(traces: readonly RedactedTrace[], seed: string, because: string): readonly Parent[] {
  return traces
    .map(trace => ({ trace, key: hashOf(`${seed}|${because}|${trace.traceId}`) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ trace }) => ({ trace, because }))
}

/** One of each list in turn, as long as any has one. */
function interleaved(lists: readonly (readonly Parent[])[]): readonly Parent[] {
  const longest = lists.reduce((most, list) => Math.max(most, list.length), 0)
  return Array.from({ length: longest }, (_, index) => lists.flatMap(list => list[index] ?? [])).flat()
}

function take(parents: readonly Parent[], count: number): readonly Parent[] {
  const seen = new Set<TraceId>()
  return parents
    .filter(({ trace: { traceId } }) => {
      if (seen.has(traceId)) return false
      seen.add(traceId)
      return true
    })
    .slice(0, count)
}

function hashOf(text: string): string {
  return createHash('sha256').update(`tidegate/parents/1|${text}`).digest('hex')
}
