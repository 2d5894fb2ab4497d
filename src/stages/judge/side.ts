import { FAILURE_MODES, type FailureMode } from '../../records/failure-mode.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Answer } from '../../records/replay.ts'
import type { Expected, Message, ToolCall, ToolDefinition } from '../../records/trace.ts'
import { failureModesOf } from './failure-modes-of.ts'
import { type ExpectedMatch, matchExpected } from './match-expected.ts'
import { agentCallsOf } from './turns.ts'

/** One side of a pair with everything the paths ask of it. An answer that never came has no messages and no calls. */
export type Side = {
  readonly answer: Answer
  readonly messages: readonly Message<RedactedText>[]
  /** The agent's calls in the whole trace, in order. */
  readonly calls: readonly ToolCall<string>[]
  /** In the order of the fixed list. */
  readonly modes: readonly FailureMode[]
  /** Undefined when nothing is known to be right. */
  readonly match: ExpectedMatch | undefined
}

/** One side by itself; see `failureModesOf` for `otherTools`. */
export function sideOf(
  answer: Answer,
  otherTools: readonly ToolDefinition[] | undefined,
  expected: Expected | undefined,
): Side {
  const own = failureModesOf(answer, otherTools)
  if (answer.kind === 'failed') {
    // Nothing was answered, so no call can be called wrong or missing: the mode is the failure itself.
    const match = expected && ({ score: 0, modes: [], reason: 'no answer' } as const)
    return { answer, messages: [], calls: [], modes: own, match }
  }
  const calls = agentCallsOf(answer.trace)
  const match = expected && matchExpected(calls, expected)
  const modes = FAILURE_MODES.filter(mode => includes(own, mode) || includes(match?.modes ?? [], mode))
  return { answer, messages: answer.trace.messages, calls, modes, match }
}

/** The modes of a side as a reader sees them. */
export function modeNames(side: Side): string {
  return side.modes.length === 0 ? 'none' : side.modes.join(', ')
}

function includes(modes: readonly FailureMode[], mode: FailureMode): boolean {
  return modes.includes(mode)
}
