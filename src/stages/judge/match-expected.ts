import type { FailureMode } from '../../records/failure-mode.ts'
import type { Expected, ExpectedCall, ToolCall } from '../../records/trace.ts'
import { canonicalJson } from './canonical-json.ts'

/** How one side's calls compare with what is known to be right. */
export type ExpectedMatch = {
  readonly score: 0 | 1
  /** `missing-call` and `wrong-tool`, in the order of the fixed list; wrong arguments are no mode. */
  readonly modes: readonly Extract<FailureMode, 'wrong-tool' | 'missing-call'>[]
  /** Names tools and arguments, never their values. */
  readonly reason: string
}

/**
 * Compares calls with the expected ones: same number, same names in the same order, each argument among its
 * accepted values after canonicalisation, no argument that is not listed, and only optional ones left out.
 * An empty `expected` is met by making no call.
 *
 * @param calls - all calls of the agent in the trace, in order; of a single-turn trace that is its one turn.
 */
export function matchExpected(calls: readonly ToolCall<string>[], expected: Expected): ExpectedMatch {
  const modes = sequenceModes(calls, expected.calls)
  if (modes.length > 0) {
    return { score: 0, modes, reason: `expected ${names(expected.calls)}, called ${names(calls)}` }
  }
  for (const [index, call] of calls.entries()) {
    const accepted = expected.calls[index]
    const mismatch = accepted === undefined ? undefined : argumentMismatch(call, accepted)
    if (mismatch !== undefined) return { score: 0, modes: [], reason: `${call.name}: ${mismatch}` }
  }
  return { score: 1, modes: [], reason: 'calls are as expected' }
}

function sequenceModes(
  calls: readonly ToolCall<string>[],
  expected: readonly ExpectedCall[],
): ExpectedMatch['modes'] {
  const isMissing = calls.length < expected.length
  if (isSubsequence(calls, expected)) return isMissing ? ['missing-call'] : []
  return isMissing ? ['wrong-tool', 'missing-call'] : ['wrong-tool']
}

/** True when the names of `calls` appear in those of `expected` in this order: nothing is wrong, at most missing. */
function isSubsequence(calls: readonly ToolCall<string>[], expected: readonly ExpectedCall[]): boolean {
  let position = 0
  for (const accepted of expected) {
    if (calls[position]?.name === accepted.name) position += 1
  }
  return position === calls.length
}

function argumentMismatch(call: ToolCall<string>, expected: ExpectedCall): string | undefined {
  if (call.arguments.kind === 'unparsable') return 'arguments are not a JSON object'
  const actual = call.arguments.value
  for (const [name, value] of Object.entries(actual)) {
    // Own properties only: an argument may be called `constructor`.
    const accepted = Object.hasOwn(expected.arguments, name) ? expected.arguments[name] : undefined
    if (accepted === undefined) return `argument \`${name}\` is not expected`
    const canonical = canonicalJson(value)
    if (!accepted.some(candidate => canonicalJson(candidate) === canonical)) {
      return `argument \`${name}\` has none of its accepted values`
    }
  }
  const missing = Object.keys(expected.arguments).find(
    name => !Object.hasOwn(actual, name) && !expected.optional.includes(name),
  )
  return missing === undefined ? undefined : `argument \`${missing}\` is missing`
}

function names(calls: readonly { readonly name: string }[]): string {
  return calls.length === 0 ? 'no tool' : calls.map(call => `\`${call.name}\``).join(', ')
}
