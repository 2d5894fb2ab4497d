import type { JsonValue } from '../records/json-value.ts'

/** The values one simulated request is about. */
export type Slots = {
  readonly item: string
  readonly orderId: string
  readonly city: string
  readonly amount: string
  readonly name: string
  readonly email: string
  readonly phone: string
  readonly card: string
  readonly address: string
}

/** One tool call of a workflow and what the tool answers. */
export type StepSpec = {
  readonly tool: string
  readonly arguments: (slots: Slots) => { readonly [argument: string]: JsonValue }
  readonly result: (slots: Slots) => { readonly [field: string]: JsonValue }
}

/**
 * One simulated intent. A request is one opening, one core and one closing, with one of each `[first|second]` chosen
 * and every `{slot}` filled in, so that an intent is a cloud of wordings around one meaning and not a few templates.
 */
export type IntentSpec = {
  readonly name: string
  /** Share of traffic, a fraction; all specs sum to 1. */
  readonly share: number
  readonly tier: 'simple' | 'medium' | 'multi-step'
  readonly openings: readonly string[]
  readonly cores: readonly string[]
  readonly closings: readonly string[]
  readonly steps: readonly StepSpec[]
  readonly answer: (slots: Slots) => string
}
