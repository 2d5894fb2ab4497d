import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { AlertUpdate } from '../../records/alert.ts'
import { checkPagerduty } from '../../testing/receivers/check-pagerduty.ts'
import { checkSlack } from '../../testing/receivers/check-slack.ts'
import { renderPagerduty } from './render-pagerduty.ts'
import { escapeSlack, renderSlack } from './render-slack.ts'
import { renderWebhook } from './render-webhook.ts'

const ROUTING_KEY = 'a'.repeat(32)

function raisedWith(part: { title?: string; lines?: readonly string[]; key?: string }): AlertUpdate {
  return {
    kind: 'raised',
    alert: { key: 'shop/drift', severity: 'error', title: 'Drifted', lines: [], atMs: 0, ...part },
  }
}

const HOSTILE = [
  '<!channel> look',
  '<@U012AB3CD>',
  '<https://evil.test|your report>',
  '@here @everyone',
  '*bold* _it_ ~gone~ `code`',
  '&lt;!channel&gt;',
  'two\nlines\u202e and \u0007 bells',
]

describe('Slack', () => {
  it.each(HOSTILE)('shows %j as it is and lets it do nothing', text => {
    const message = renderSlack([raisedWith({ title: text, lines: [text] })], text)
    expect(checkSlack(JSON.stringify(message))).toBeUndefined()
    const said = JSON.stringify([message.text, message.blocks.slice(1)])
    expect(said).not.toMatch(/<[!@h]|[*_~`]|@(here|channel|everyone)|\u202e/)
  })

  it('is text that every JSON reader takes, whatever half characters a label holds', () => {
    const text = 'half \ud83d of a smile'
    const said = JSON.stringify(renderSlack([raisedWith({ title: text, lines: [text] })], text))
    expect(said).not.toMatch(/\\ud[89a-f]/)
  })

  it('gives back what was escaped when entities are read', () => {
    expect(escapeSlack('a < b & c > d')).toBe('a &lt; b &amp; c &gt; d')
  })

  it('takes a storm as one message and says how much it leaves out', () => {
    const updates = Array.from({ length: 90 }, (_, index) =>
      raisedWith({ title: `trouble ${index} ${'&'.repeat(3_000)}`, lines: ['<'.repeat(3_000)] }),
    )
    const message = renderSlack(updates, 'x'.repeat(400))
    expect(checkSlack(JSON.stringify(message))).toBeUndefined()
    expect(message.blocks).toHaveLength(50)
    expect(JSON.stringify(message.blocks.at(-1))).toContain('and 42 more')
  })

  it('never cuts an entity in half', () => {
    for (let length = 2_980; length < 3_010; length += 1) {
      const [, section] = renderSlack([raisedWith({ title: `${'x'.repeat(length)}&&&&` })], 'p').blocks
      expect((section as { text: { text: string } }).text.text).not.toMatch(/&(?!amp;)/)
    }
  })
})

describe('PagerDuty', () => {
  it('never holds half of a character, of a label or where it is cut', () => {
    const lines = ['\udc00 half', `x${'\u{1f600}'.repeat(1_500)}`]
    const event = renderPagerduty(
      raisedWith({ title: `x${'\u{1f600}'.repeat(900)}`, lines }),
      ROUTING_KEY,
      'p',
    )
    expect(JSON.stringify(event)).not.toMatch(/\\ud[89a-f]/)
  })

  it('triggers and resolves under one key, however long it is', () => {
    const key = `shop/${'gate'.repeat(100)}`
    const trigger = renderPagerduty(raisedWith({ key }), ROUTING_KEY, 'shop')
    const resolve = renderPagerduty({ kind: 'cleared', key, title: 'x', atMs: 0 }, ROUTING_KEY, 'shop')
    expect(checkPagerduty(JSON.stringify(trigger))).toMatchObject({ kind: 'valid', action: 'trigger' })
    expect(checkPagerduty(JSON.stringify(resolve))).toMatchObject({ kind: 'valid', action: 'resolve' })
    expect(trigger.dedup_key).toBe(resolve.dedup_key)
  })

  it.each([...HOSTILE, 'y'.repeat(5_000)])('takes hostile and long text as a summary: %#', text => {
    const event = renderPagerduty(raisedWith({ title: text, lines: [text] }), ROUTING_KEY, 'shop')
    expect(checkPagerduty(JSON.stringify(event))).toMatchObject({ kind: 'valid' })
  })
})

describe('a webhook', () => {
  it('is signed over time and body, so that neither can be changed', () => {
    const { body, headers } = renderWebhook([raisedWith({})], 'shop', {
      secret: 's3',
      nowMs: 1_700_000_000_999,
    })
    const mac = createHmac('sha256', 's3').update(`1700000000.${body}`).digest('hex')
    expect(headers['tidegate-signature']).toBe(`t=1700000000,v1=${mac}`)
  })

  it('has no signature without a secret', () => {
    const { headers } = renderWebhook([], 'shop', { secret: undefined, nowMs: 0 })
    expect(Object.keys(headers)).toEqual(['content-type'])
  })
})
