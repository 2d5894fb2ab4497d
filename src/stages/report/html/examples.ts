import type { Evaluation } from '../../../records/evaluation.ts'
import type { JudgedPair } from '../../../records/judged-pair.ts'
import type { RedactedText } from '../../../records/redacted-text.ts'
import type { Answer, Replay } from '../../../records/replay.ts'
import type { Message } from '../../../records/trace.ts'
import { html, type Markup } from './markup.ts'

/** Bounds that keep the page under 2 MB for a sample of 2,000 traces. */
const MAX_EXAMPLES = 60
const MAX_TEXT = 600
const MAX_MESSAGES = 14

/** Pairs the candidate lost, side by side: new failure modes first, then lost verdicts. */
export function lostPairs(evaluation: Evaluation): Markup {
  const replays = new Map(
    evaluation.replays.map(replay => [keyOf(replay.request.traceId, replay.origin.kind), replay]),
  )
  const lost = evaluation.pairs.filter(isLost).toSorted((a, b) => rankOf(b) - rankOf(a))
  if (lost.length === 0) return html`<p class="muted">The candidate lost no pair.</p>`
  const shown = lost.slice(0, MAX_EXAMPLES)
  return html`<p class="muted">${shown.length} of ${lost.length} pairs; text is shown redacted.</p>${shown.map(
    pair => {
      const replay = replays.get(keyOf(pair.traceId, pair.origin.kind))
      return replay === undefined ? html`` : examplePair(pair, replay)
    },
  )}`
}

function keyOf(traceId: string, origin: string): string {
  return `${origin}\0${traceId}`
}

function newModes(pair: JudgedPair): readonly string[] {
  return pair.candidateModes.filter(mode => !pair.baselineModes.includes(mode))
}

function isLost(pair: JudgedPair): boolean {
  return (
    newModes(pair).length > 0 ||
    Object.values(pair.verdicts).some(
      each => each.kind === 'scored' && each.candidateScore < each.baselineScore,
    )
  )
}

function rankOf(pair: JudgedPair): number {
  return newModes(pair).length
}

function examplePair(pair: JudgedPair, replay: Replay): Markup {
  const why = [
    ...newModes(pair),
    ...Object.values(pair.verdicts).flatMap(each =>
      each.kind === 'scored' && each.candidateScore < each.baselineScore ? [each.reason] : [],
    ),
  ]
  return html`<details><summary>${pair.traceId} <span class="muted">${pair.facts.tier}${pair.origin.kind === 'adversarial' ? ', adversarial' : ''}</span>: ${why.join('; ')}</summary>
<div class="sides"><div><strong>baseline</strong>${answer(replay.baseline)}</div><div><strong>candidate</strong>${answer(replay.candidate)}</div></div></details>`
}

function answer(side: Answer): Markup {
  if (side.kind === 'failed') return html`<p class="FAIL">no answer: ${side.reason}</p>`
  const spoken = side.trace.messages.filter(message => message.role !== 'system')
  const shown = spoken.slice(0, MAX_MESSAGES)
  return html`${shown.map(message => html`<pre>${message.role}: ${textOf(message)}</pre>`)}${
    spoken.length > shown.length
      ? html`<p class="muted">${spoken.length - shown.length} more messages</p>`
      : html``
  }`
}

function textOf(message: Message<RedactedText>): string {
  const calls = 'calls' in message ? message.calls : []
  const parts = [
    message.text,
    ...calls.map(call =>
      call.arguments.kind === 'parsed'
        ? `${call.name}(${JSON.stringify(call.arguments.value)})`
        : `${call.name}(${call.arguments.raw}   <- not JSON`,
    ),
  ].filter(part => part !== '')
  const text = parts.join('\n')
  return text === ''
    ? '(empty)'
    : text.length > MAX_TEXT
      ? `${text.slice(0, MAX_TEXT)}… (${text.length - MAX_TEXT} more characters)`
      : text
}
