const MOST_BLOCKS = 50
const MOST_SECTION = 3_000
const MOST_HEADER = 150
const MOST_TEXT = 40_000
/** What would reach people who did not ask for it: a mention, or a link of somebody's making. */
const LIVE_MARKUP = /<(?:[!@#]|https?:|mailto:)/

/** Slack's word for what is wrong with a webhook's body; undefined when it is taken. */
export function checkSlack(body: string): string | undefined {
  const message = parsed(body)
  if (message === undefined) return 'invalid_payload'
  const { text, blocks } = message
  if (typeof text !== 'string' || text === '') return 'no_text'
  if (text.length > MOST_TEXT || LIVE_MARKUP.test(text)) return 'invalid_payload'
  if (blocks === undefined) return undefined
  return Array.isArray(blocks) && blocks.length <= MOST_BLOCKS && blocks.every(isBlock)
    ? undefined
    : 'invalid_blocks'
}

function isBlock(block: unknown): boolean {
  if (typeof block !== 'object' || block === null) return false
  const { type, text } = block as { type?: unknown; text?: { type?: unknown; text?: unknown } }
  const said = text?.text
  if (typeof said !== 'string' || said === '') return false
  // Plain text is shown as it is.
  if (type === 'header') return text?.type === 'plain_text' && said.length <= MOST_HEADER
  return (
    type === 'section' && text?.type === 'mrkdwn' && said.length <= MOST_SECTION && !LIVE_MARKUP.test(said)
  )
}

/** A JSON object; undefined for everything else. */
export function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
