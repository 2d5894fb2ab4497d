import type { AlertUpdate } from '../../records/alert.ts'

/** The body of a Slack incoming webhook. */
export type SlackMessage = {
  readonly text: string
  readonly blocks: readonly unknown[]
  readonly unfurl_links: false
  readonly unfurl_media: false
}

const MOST_BLOCKS = 50
const MOST_SECTION = 3_000
const MOST_TEXT = 4_000
const MOST_HEADER = 150
const SIGNS = { info: 'ℹ️', warning: '⚠️', error: '🟠', critical: '🔴' } as const

/**
 * Updates as one message, so that a storm is one line in the channel and not fifty. Everything is text: no mention, link
 * or markup of what a label holds takes effect.
 *
 * @see wire-format limits of Slack: 50 blocks, 3,000 characters a section, 150 a header, 4,000 of fallback text.
 */
export function renderSlack(updates: readonly AlertUpdate[], pipeline: string): SlackMessage {
  const sections = updates.map(sectionOf)
  // One block for the header, one for what did not fit.
  const shown = sections.slice(0, MOST_BLOCKS - 2)
  const hidden = sections.length - shown.length
  return {
    text: cut(updates.map(update => escapeSlack(titleOf(update))).join('\n'), MOST_TEXT),
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: cut(`Tidegate: ${oneLine(pipeline)}`, MOST_HEADER), emoji: false },
      },
      ...shown.map(text => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } })),
      ...(hidden === 0
        ? []
        : [
            {
              type: 'section',
              text: { type: 'mrkdwn', text: `and ${hidden} more: tidegate alerts list`, verbatim: true },
            },
          ]),
    ],
    unfurl_links: false,
    unfurl_media: false,
  }
}

function sectionOf(update: AlertUpdate): string {
  const title = escapeSlack(titleOf(update))
  if (update.kind === 'cleared') return cut(`✅ ${title}`, MOST_SECTION)
  const { severity, lines, runId } = update.alert
  const body = lines.map(line => `• ${escapeSlack(line)}`)
  const run = runId === undefined ? [] : [`run ${escapeSlack(runId)}`]
  return cut([`${SIGNS[severity]} ${title}`, ...body, ...run].join('\n'), MOST_SECTION)
}

function titleOf(update: AlertUpdate): string {
  return update.kind === 'raised' ? update.alert.title : `Over: ${update.title}`
}

/** Characters that Slack reads as formatting; a full-width twin looks the same and formats nothing. */
const FORMATTING: { readonly [character: string]: string } = { '*': '∗', _: '＿', '~': '∼', '`': 'ˋ' }

/**
 * `text` on one line as Slack shows it literally: its three special characters as entities, which also breaks mentions
 * and links (`<!channel>`, `<@U1>`, `<http://…|…>`), and formatting characters as their look-alikes.
 */
export function escapeSlack(text: string): string {
  return (
    oneLine(text)
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[*_~`]/g, character => FORMATTING[character] ?? character)
      // Bare mentions are expanded by some clients.
      .replace(/@(?=channel|here|everyone)/g, '@\u2060')
  )
}

function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
}

/** The first characters of a text, never half of an entity or of a character. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length - 1).replace(/&[a-z]{0,3}$|[\ud800-\udbff]$/, '')}…`
}
