import { FAILURE_MODES, type FailureMode } from '../../records/failure-mode.ts'
import type { Answer } from '../../records/replay.ts'
import type { ToolDefinition, Trace } from '../../records/trace.ts'
import { hasEmptyAnswer } from './checks/empty-answer.ts'
import { hasLoop } from './checks/loop.ts'
import { isRefusal } from './checks/refusal.ts'
import { hasSchemaViolation } from './checks/schema-violation.ts'
import { hasUnknownTool } from './checks/unknown-tool.ts'
import { hasTruncatedToolCall, hasUnparsableArguments } from './checks/unparsable-calls.ts'

/** The modes that are checked on one side alone. */
export type OwnFailureMode = Exclude<FailureMode, 'wrong-tool' | 'missing-call'>

const CHECKS: { readonly [mode in OwnFailureMode]: (trace: Trace) => boolean } = {
  'truncated-tool-call': hasTruncatedToolCall,
  'unparsable-arguments': hasUnparsableArguments,
  'schema-violation': hasSchemaViolation,
  'unknown-tool': hasUnknownTool,
  refusal: isRefusal,
  'empty-answer': hasEmptyAnswer,
  loop: hasLoop,
  timeout: trace => trace.finish?.kind === 'timeout',
  // A tool result marked as an error is the tool's error and is not looked at (product definition 18).
  error: trace => trace.finish?.kind === 'error',
  'step-limit': trace => trace.finish?.kind === 'step-limit',
}

/**
 * The failure modes of one side by itself, in the order of the fixed list, without repeats. An answer that never
 * came has the mode `timeout`, or `error` when it is missing or failed otherwise.
 *
 * @param otherTools - what the other side was offered: it stands in where this side's source does not say, because
 *   both answer the same request and both must be checked alike (product definition 1).
 */
export function failureModesOf(
  answer: Answer,
  otherTools?: readonly ToolDefinition[] | undefined,
): readonly OwnFailureMode[] {
  if (answer.kind === 'failed') return [answer.reason === 'timeout' ? 'timeout' : 'error']
  const trace: Trace = { ...answer.trace, tools: answer.trace.tools ?? otherTools }
  return FAILURE_MODES.filter(isOwnMode).filter(mode => CHECKS[mode](trace))
}

function isOwnMode(mode: FailureMode): mode is OwnFailureMode {
  return mode in CHECKS
}
