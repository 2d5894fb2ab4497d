import type { renderMessage } from './render-message.ts'

type StreamEvent = { readonly type: string; readonly [field: string]: unknown }

type Message = ReturnType<typeof renderMessage>

/** The same message as server-sent events: start, every block in one delta, the reason it stopped, stop. */
export function renderStream(message: Message): string {
  const { content, stop_reason, stop_sequence, stop_details, usage } = message
  const events: readonly StreamEvent[] = [
    {
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 0 } },
    },
    ...content.flatMap(eventsOfBlock),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence, stop_details, container: null },
      usage,
    },
    { type: 'message_stop' },
  ]
  return events.map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}

function eventsOfBlock(block: Message['content'][number], index: number): readonly StreamEvent[] {
  const { empty, deltas } = openedBlock(block)
  return [
    { type: 'content_block_start', index, content_block: empty },
    ...deltas.map(delta => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
}

/** A block as it starts, and what is added to it. */
function openedBlock(block: Message['content'][number]) {
  switch (block.type) {
    case 'text':
      return { empty: { ...block, text: '' }, deltas: [{ type: 'text_delta', text: block.text }] }
    case 'thinking':
      return {
        empty: { ...block, signature: '' },
        deltas: [{ type: 'signature_delta', signature: block.signature }],
      }
    case 'tool_use':
      return {
        empty: { ...block, input: {} },
        deltas: [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input) }],
      }
  }
}
