import type { SliceFinding } from '../../records/decision.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'

export type SliceFamily = SliceFinding['family']

/** Families in the order they are reported. Which slices a pair is in is known before anybody answers. */
export const SLICE_FAMILIES = [
  'cluster',
  'tier',
  'context-length',
  'tool',
  'language',
  'customer-tier',
  'flag',
] as const satisfies readonly SliceFamily[]

/** `name` is the id of a stratum in the family `cluster`, and what people read in the others. */
export type Slice = {
  readonly family: SliceFamily
  readonly name: string
  /** What the name of a flag state is made of; absent in the other families. */
  readonly flagState?: { readonly flag: string; readonly state: string }
}

/** The slices of the traffic and the pairs in them. */
export type SliceIndex = {
  /** In the order in which their first pair comes. */
  readonly slices: readonly Slice[]
  /** Shape (pairs + 1,): pair i is in the slices `members[starts[i]]` up to `members[starts[i + 1] - 1]`. */
  readonly starts: Int32Array
  readonly members: Int32Array
}

type TrafficPair = Pick<JudgedPair, 'facts'> & {
  readonly origin: { readonly draw: { readonly stratumId: string } }
}

/**
 * Which slices every pair is in, in one pass: its intent, run length, context length, language and customer tier where
 * they are known, and every tool and flag state it has.
 */
export function sliceIndex(pairs: readonly TrafficPair[]): SliceIndex {
  const slices: Slice[] = []
  const families = new Map(SLICE_FAMILIES.map(family => [family, new Map<string, number>()]))
  const states = new Map<string, Map<string, number>>()
  const starts = new Int32Array(pairs.length + 1)
  const members: number[] = []
  const add = (family: SliceFamily, name: string | undefined): void => {
    const known = families.get(family)
    if (name === undefined || known === undefined) return
    const found = known.get(name)
    if (found === undefined) known.set(name, slices.length)
    members.push(found ?? slices.push({ family, name }) - 1)
  }
  for (const [index, { facts, origin }] of pairs.entries()) {
    add('cluster', origin.draw.stratumId)
    add('tier', facts.tier)
    add('context-length', facts.contextLength)
    for (const tool of facts.tools) add('tool', tool)
    add('language', facts.language)
    add('customer-tier', facts.customerTier)
    for (const [flag, state] of Object.entries(facts.flags)) {
      let known = states.get(flag)
      if (known === undefined) {
        known = new Map()
        states.set(flag, known)
      }
      const found = known.get(state)
      if (found === undefined) known.set(state, slices.length)
      members.push(
        found ?? slices.push({ family: 'flag', name: `${flag}=${state}`, flagState: { flag, state } }) - 1,
      )
    }
    starts[index + 1] = members.length
  }
  return { slices, starts, members: Int32Array.from(members) }
}
