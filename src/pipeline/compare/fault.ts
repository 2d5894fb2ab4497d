import { ConfigError } from '../../errors/config-error.ts'
import type { Tier } from '../../records/judged-pair.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { AssistantMessage, Message, RedactedTrace } from '../../records/trace.ts'

export const FAULT_KINDS = [
  'truncated-tool-call',
  'unknown-tool',
  'refusal',
  'empty-answer',
  'timeout',
] as const

/** A way to spoil a recorded answer that the checks of a run can see. */
export type FaultKind = (typeof FAULT_KINDS)[number]

const TIERS: readonly Tier[] = ['single-step', 'few-steps', 'multi-step']

/** What is put into copies of production's answers. */
export type Fault = {
  readonly kind: FaultKind
  /** Share of the traces it can befall, in (0, 1]. */
  readonly rate: number
  /** Only traces of this tier; undefined: of any. */
  readonly tier: Tier | undefined
}

/** The incident of the article: 12% of multi-step workflows get a tool call that is cut off. */
export const DEFAULT_FAULT: Fault = { kind: 'truncated-tool-call', rate: 0.12, tier: 'multi-step' }

/**
 * A fault as the command line names it: `KIND:RATE` or `KIND:RATE:TIER`, the rate as a fraction or in percent.
 *
 * @throws {ConfigError} naming what is wrong.
 */
export function parseFault(text: string): Fault {
  const [kindText = '', rateText = '', tierText, ...rest] = text.split(':')
  const kind = FAULT_KINDS.find(each => each === kindText)
  const rate = rateText.endsWith('%') ? Number(rateText.slice(0, -1)) / 100 : Number(rateText)
  const tier = TIERS.find(each => each === tierText)
  const isComplete = rest.length === 0 && (tierText === undefined || tier !== undefined)
  if (kind === undefined || rateText === '' || !(rate > 0 && rate <= 1) || !isComplete) {
    throw new ConfigError(
      `Expected \`--fault\` as KIND:RATE or KIND:RATE:TIER, found ${JSON.stringify(text)}`,
      {
        path: '--fault',
        hint: `KIND is ${FAULT_KINDS.join(', ')}; RATE such as 12% or 0.12; TIER is ${TIERS.join(', ')}`,
      },
    )
  }
  return { kind, rate, tier }
}

/** The fault in words. */
export function faultInWords({ kind, rate, tier }: Fault): string {
  const where = tier === undefined ? 'all traces it can befall' : `${tier} traces`
  return `${Number((100 * rate).toFixed(2))}% of ${where} get: ${kind}`
}

/**
 * A copy of a recorded trace whose agent fails in this way; undefined where it cannot (no call to spoil). The same
 * `pick` spoils the same turn.
 *
 * @param pick - in [0, 1): which of the agent's turns.
 */
export function withFault(trace: RedactedTrace, kind: FaultKind, pick: number): RedactedTrace | undefined {
  switch (kind) {
    case 'truncated-tool-call':
      return spoiltCall(trace, pick, truncated)
    case 'unknown-tool':
      return spoiltCall(trace, pick, misnamed)
    case 'refusal':
      return lastAnswer(trace, "I'm sorry, but I can't help with that.")
    case 'empty-answer':
      return lastAnswer(trace, '')
    case 'timeout':
      return { ...trace, finish: { kind: 'timeout' } }
  }
}

type Turn = AssistantMessage<RedactedText>

/** The workflow ends at the spoilt call, as it does in production: nothing useful follows. */
function spoiltCall(
  trace: RedactedTrace,
  pick: number,
  spoil: (turn: Turn) => Turn,
): RedactedTrace | undefined {
  const places = trace.messages.flatMap((message, at) =>
    message.role === 'assistant' && message.calls.length > 0 ? [at] : [],
  )
  const at = places[Math.min(places.length - 1, Math.floor(pick * places.length))]
  const turn = at === undefined ? undefined : trace.messages[at]
  if (at === undefined || turn?.role !== 'assistant') return undefined
  return {
    ...trace,
    messages: [...trace.messages.slice(0, at), spoil(turn)],
    // A recorded outcome is that of the good answer.
    outcome: trace.outcome === undefined ? undefined : 0,
  }
}

/** The first six tenths of the last call's arguments: what too small an output limit leaves behind. */
function truncated(turn: Turn): Turn {
  const calls = turn.calls.map((call, index) => {
    if (index < turn.calls.length - 1) return call
    const text = call.arguments.kind === 'parsed' ? JSON.stringify(call.arguments.value) : call.arguments.raw
    const raw = text.slice(0, Math.max(1, Math.floor(text.length * 0.6))) as RedactedText
    return { ...call, arguments: { kind: 'unparsable' as const, raw } }
  })
  return { ...turn, calls, finishReason: 'length' }
}

function misnamed(turn: Turn): Turn {
  return { ...turn, calls: turn.calls.map(call => ({ ...call, name: `${call.name}_unknown` })) }
}

function lastAnswer(trace: RedactedTrace, text: string): RedactedTrace | undefined {
  const at = trace.messages.findLastIndex(({ role }) => role === 'assistant')
  if (at < 0) return undefined
  const answer: Message<RedactedText> = {
    role: 'assistant',
    text: text as RedactedText,
    calls: [],
    finishReason: 'stop',
  }
  return {
    ...trace,
    messages: [...trace.messages.slice(0, at), answer],
    outcome: trace.outcome === undefined ? undefined : 0,
  }
}
