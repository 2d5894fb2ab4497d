import { createGate, type Gate, type GateOptions } from './create-gate.ts'

/** One gate for everything that is asked at one address with one key: providers count calls by key, not by model. */
export type GateOf = (place: {
  readonly provider: string
  readonly baseUrl: string
  /** Name of the variable with the key; undefined: there is none. */
  readonly apiKeyVariable: string | undefined
}) => Gate

/** The gates of a run, each made when it is first asked for. */
export function createGates(options: GateOptions): GateOf {
  const gates = new Map<string, Gate>()
  return ({ provider, baseUrl, apiKeyVariable }) => {
    const key = JSON.stringify([new URL(baseUrl).origin, apiKeyVariable ?? null])
    const known = gates.get(key)
    if (known !== undefined) return known
    const gate = createGate(provider, options)
    gates.set(key, gate)
    return gate
  }
}
