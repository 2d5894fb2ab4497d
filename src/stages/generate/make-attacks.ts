import { createHash } from 'node:crypto'
import { bareTrace } from '../../records/bare-trace.ts'
import type { FailureMode } from '../../records/failure-mode.ts'
import type { TraceId } from '../../records/ids.ts'
import type { Message, Trace } from '../../records/trace.ts'
import { withUserText } from './last-user-text.ts'
import type { Mutation, Mutator } from './mutator.ts'
import type { Parent } from './pick-parents.ts'

/** A prompt that may or may not be an attack: nobody has answered it yet. */
export type AttackPrompt = {
  /** Ends with a user or tool message; the same parent and mutation have the same id. */
  readonly trace: Trace
  readonly parentId: TraceId
  readonly because: string
  readonly mutator: string
  readonly canary: string | undefined
  readonly excuses: readonly FailureMode[]
}

/** Words a request anew so that it is harder; undefined: it did not. */
export type RewriteRequest = (request: string) => Promise<string | undefined>

export type MakeOptions = {
  readonly mutators: readonly Mutator[]
  /** A model's own attempt, one per parent; absent: none. */
  readonly rewrite?: RewriteRequest | undefined
  readonly count: number
}

/** What the model's attempt is called where mutators are. */
export const REWRITE = 'rewrite'
/** Bytes of JSON one prompt may have, and all of them together. */
const PROMPT_BYTES = 64_000
const TOTAL_BYTES = 16_000_000

/** Prompts of these parents, the mutators taking turns, until there are `count` or too many bytes. */
export async function makeAttacks(
  parents: readonly Parent[],
  { mutators, rewrite, count }: MakeOptions,
): Promise<readonly AttackPrompt[]> {
  const made = new Map<TraceId, AttackPrompt>()
  let bytes = 0
  const rounds = mutators.length + (rewrite === undefined ? 0 : 1)
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, parent] of parents.entries()) {
      if (made.size >= count) return [...made.values()]
      const turn = (round + index) % rounds
      const prompt = await promptOf(parent, mutators[turn], rewrite)
      if (prompt === undefined || made.has(prompt.trace.traceId)) continue
      const size = Buffer.byteLength(JSON.stringify(prompt.trace))
      if (size > PROMPT_BYTES) continue
      bytes += size
      if (bytes > TOTAL_BYTES) return [...made.values()]
      made.set(prompt.trace.traceId, prompt)
    }
  }
  return [...made.values()]
}

async function promptOf(
  parent: Parent,
  mutator: Mutator | undefined,
  rewrite: RewriteRequest | undefined,
): Promise<AttackPrompt | undefined> {
  const { trace, because } = parent
  const messages = beforeLastTurn(trace.messages)
  if (messages.length === 0) return undefined
  const name = mutator?.name ?? REWRITE
  const salt = hashOf(`${name}|${trace.traceId}`).slice(0, 8)
  const mutation =
    mutator === undefined
      ? await rewritten(messages, rewrite)
      : mutator.mutate({ messages, tools: trace.tools, salt })
  if (mutation === undefined) return undefined
  const id = `gen-${hashOf(JSON.stringify([trace.traceId, name, mutation.messages])).slice(0, 16)}` as TraceId
  return {
    trace: { ...bareTrace(id, mutation.messages), tools: trace.tools },
    parentId: trace.traceId,
    because,
    mutator: name,
    canary: mutation.canary,
    excuses: mutator?.excuses ?? [],
  }
}

async function rewritten(
  messages: readonly Message<string>[],
  rewrite: RewriteRequest | undefined,
): Promise<Mutation | undefined> {
  let text: string | undefined
  const last = messages.findLast(message => message.role === 'user')
  if (last !== undefined && rewrite !== undefined) text = await rewrite(last.text)
  const changed = withUserText(messages, () => text)
  return changed === undefined ? undefined : { messages: changed }
}

/** The conversation up to the agent's last turn that somebody asked for; empty when nobody did. */
function beforeLastTurn(messages: readonly Message<string>[]): readonly Message<string>[] {
  const index = messages.findLastIndex(message => message.role === 'assistant')
  const before = index < 0 ? messages : messages.slice(0, index)
  return before.some(message => message.role === 'user') ? before : []
}

function hashOf(text: string): string {
  return createHash('sha256').update(`tidegate/attack/1|${text}`).digest('hex')
}
