import type { ApiMessage } from '../../../src/server/contract.ts'
import { TextDiff } from './text-diff.tsx'

type Props = {
  readonly messages: readonly ApiMessage[]
  /** The other side's messages; texts at the same position are shown with what differs. */
  readonly other?: readonly ApiMessage[] | undefined
  readonly side?: 'baseline' | 'candidate'
}

/** Messages as they were said: text as text, tool calls as calls. */
export function MessageList({ messages, other, side }: Props) {
  return (
    <>
      {messages.map((message, index) => (
        <div key={index} class={`message ${message.role}${message.isError ? ' error' : ''}`}>
          <div class="muted">
            {message.role}
            {message.isError ? ' (error)' : ''}
            {message.finishReason === null ? '' : `, ended by ${message.finishReason}`}
          </div>
          {message.text === '' ? null : (
            <div class="request">
              <TextDiff text={message.text} other={other?.[index]?.text} side={side} />
            </div>
          )}
          {message.calls.map((call, at) => {
            const counterpart = other?.[index]?.calls[at]
            return (
              <div key={at} class="call">
                <strong>{call.name}</strong>
                {call.isParsed ? null : <span class="tag bad">arguments are no JSON object</span>}
                {counterpart !== undefined && counterpart.name !== call.name ? (
                  <span class="tag">another tool</span>
                ) : null}
                <pre>
                  <TextDiff text={call.arguments} other={counterpart?.arguments} side={side} />
                </pre>
              </div>
            )
          })}
        </div>
      ))}
    </>
  )
}
