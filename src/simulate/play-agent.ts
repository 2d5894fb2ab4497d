import type { JsonObject } from '../records/json-value.ts'
import type { IntentSpec, Slots, StepSpec } from './intent-spec.ts'
import type { SimulatedMessage } from './simulated-row.ts'

/** How a simulated run goes wrong; each is visible to a deterministic check. */
export type SimulatedFailure =
  | 'empty-answer'
  | 'refusal'
  | 'schema-violation'
  | 'unknown-tool'
  | 'truncated-tool-call'

export type AgentRun = {
  /** Where and how this run fails; undefined for a run that goes well. `step` is ignored for runs without tools. */
  readonly failure: { readonly kind: SimulatedFailure; readonly step: number } | undefined
  /** The final answer says the same in other words. */
  readonly isRephrased: boolean
}

const SYSTEM_PROMPT =
  'You are the support agent of Harbour Home, an online shop. Answer briefly and use the tools for anything about an order or an account.'

/** The messages of one simulated agent run: system prompt, request, tool calls with results, final answer. */
export function playAgent(
  intent: IntentSpec,
  slots: Slots,
  request: string,
  run: AgentRun,
): readonly SimulatedMessage[] {
  const messages: SimulatedMessage[] = [
    { role: 'system', content: SYSTEM_PROMPT },
    { role: 'user', content: request },
  ]
  const failingStep = run.failure === undefined ? -1 : run.failure.step % Math.max(1, intent.steps.length)
  for (const [index, step] of intent.steps.entries()) {
    const isFailing = index === failingStep && run.failure !== undefined
    if (isFailing && (run.failure.kind === 'empty-answer' || run.failure.kind === 'refusal')) break
    messages.push(...playStep(step, slots, index, isFailing ? run.failure.kind : undefined))
    if (isFailing) {
      messages.push(answer('Something went wrong on our side. A colleague will get back to you.'))
      return messages
    }
  }
  messages.push(finalAnswer(intent, slots, run))
  return messages
}

function playStep(
  step: StepSpec,
  slots: Slots,
  index: number,
  failure: SimulatedFailure | undefined,
): readonly SimulatedMessage[] {
  const id = `call_${index + 1}`
  const right = step.arguments(slots)
  const call = {
    id,
    name: failure === 'unknown-tool' ? `${step.tool}_v2` : step.tool,
    arguments:
      failure === 'truncated-tool-call'
        ? truncated(right)
        : failure === 'schema-violation'
          ? incomplete(right)
          : right,
  }
  const content = failure === undefined ? JSON.stringify(step.result(slots)) : 'invalid tool call'
  return [
    {
      role: 'assistant',
      content: '',
      tool_calls: [call],
      finish_reason: failure === 'truncated-tool-call' ? 'length' : 'tool_calls',
    },
    { role: 'tool', tool_call_id: id, content, is_error: failure !== undefined },
  ]
}

function finalAnswer(intent: IntentSpec, slots: Slots, run: AgentRun): SimulatedMessage {
  if (run.failure?.kind === 'empty-answer') return answer('')
  if (run.failure?.kind === 'refusal') return answer("I'm sorry, but I can't help with that.")
  const text = intent.answer(slots)
  return answer(run.isRephrased ? `Happy to help. ${text} Anything else?` : text)
}

function answer(content: string): SimulatedMessage {
  return { role: 'assistant', content, finish_reason: 'stop' }
}

/** The first six tenths of the arguments' JSON text: what a model with too small an output limit leaves behind. */
function truncated(right: JsonObject): string {
  const text = JSON.stringify(right)
  return text.slice(0, Math.max(2, Math.floor(text.length * 0.6)))
}

function incomplete(right: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(right).slice(1))
}
