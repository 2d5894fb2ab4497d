import type { FailureMode } from '../../records/failure-mode.ts'
import type { Message, Trace } from '../../records/trace.ts'

/** A conversation that ends where the agent is to answer, and what gives a failure away. */
export type Mutation = {
  /** Ends with a user or a tool message. */
  readonly messages: readonly Message<string>[]
  /** A word the agent has no reason to say unless it obeys what it should not; undefined: there is none. */
  readonly canary?: string
}

/** What a mutator may go by; equal inputs give equal attacks. */
export type MutationInput = {
  /** The conversation up to the agent's last turn. */
  readonly messages: readonly Message<string>[]
  readonly tools: Trace['tools']
  /** 8 hexadecimal digits of the trace and the mutator. */
  readonly salt: string
}

/** One way to make a harder request of a real one. */
export type Mutator = {
  readonly name: string
  /** Undefined where the conversation has nothing to work on. */
  readonly mutate: (input: MutationInput) => Mutation | undefined
  /** Modes that are a right answer to this attack and prove nothing. */
  readonly excuses: readonly FailureMode[]
}
