import type { TraceTraits } from './sampling-plan.ts'

/** State of a flag or field that a trace does not have: a state like any other. */
export const UNSET = '(unset)'

const FLAG = 'flags.'

/** The state of a trace in one field of `sampling.stratify_by`: `flags.NAME` or `model`. Undefined without one. */
export function stateOf(field: string, traits: TraceTraits | undefined): string | undefined {
  if (traits === undefined) return undefined
  if (!field.startsWith(FLAG)) return traits.model
  const flag = field.slice(FLAG.length)
  // A flag may be called `constructor`.
  return Object.hasOwn(traits.flags, flag) ? traits.flags[flag] : undefined
}

/** `field=state` for a cell's id: two states never share a word, whatever they contain. */
export function stateWord(field: string, state: string | undefined): string {
  if (state === undefined) return `${field}=${UNSET}`
  return `${field}=${encodeURIComponent(state.toWellFormed()).replaceAll('(', '%28')}`
}
