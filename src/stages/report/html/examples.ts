import type { LostPair, ShownAnswer } from './lost-pair.ts'
import { html, type Markup } from './markup.ts'

/** Bounds that keep the page under 2 MB for a sample of 2,000 traces. */
const MAX_EXAMPLES = 60
const MAX_TEXT = 600
const MAX_MESSAGES = 14

/** Pairs the candidate lost, side by side, in their order. */
export function lostPairs(lost: readonly LostPair[]): Markup {
  if (lost.length === 0) return html`<p class="muted">The candidate lost no pair.</p>`
  const shown = lost.slice(0, MAX_EXAMPLES)
  return html`<p class="muted">${shown.length} of ${lost.length} pairs; text is shown redacted.</p>${shown.map(examplePair)}`
}

function examplePair({ traceId, tier, isAdversarial, why, baseline, candidate }: LostPair): Markup {
  return html`<details><summary>${traceId} <span class="muted">${tier}${isAdversarial ? ', adversarial' : ''}</span>: ${why.join('; ')}</summary>
<div class="sides"><div><strong>baseline</strong>${answer(baseline)}</div><div><strong>candidate</strong>${answer(candidate)}</div></div></details>`
}

function answer(side: ShownAnswer): Markup {
  if (side.kind === 'failed') return html`<p class="FAIL">no answer: ${side.reason}</p>`
  const spoken = side.messages.filter(message => message.role !== 'system')
  const shown = spoken.slice(0, MAX_MESSAGES)
  return html`${shown.map(({ role, text }) => html`<pre>${role}: ${bounded(text)}</pre>`)}${
    spoken.length > shown.length
      ? html`<p class="muted">${spoken.length - shown.length} more messages</p>`
      : html``
  }`
}

function bounded(text: string): string {
  if (text === '') return '(empty)'
  return text.length > MAX_TEXT
    ? `${text.slice(0, MAX_TEXT)}… (${text.length - MAX_TEXT} more characters)`
    : text
}
