import { expect, it } from 'vitest'
import { createMemoryStore } from './memory/create-memory-store.ts'
import { createReplyJournal } from './reply-journal.ts'

const HOUR = 3_600_000
const KEY = new Uint8Array(32).fill(7)

function journalAt(clock: { now: number }, store = createMemoryStore(), macKey = KEY) {
  return createReplyJournal({ store, macKey, ttlMs: 168 * HOUR, nowMs: () => clock.now })
}

it('finds a reply by all of its parts and by nothing less', () => {
  const journal = journalAt({ now: 0 })
  journal.put('vote', ['judge', 0], { choice: 'tie' })
  expect(journal.get('vote', ['judge', 0])).toEqual({ choice: 'tie' })
  expect(journal.get('vote', ['judge', 1])).toBeUndefined()
  expect(journal.get('turn', ['judge', 0])).toBeUndefined()
  expect(journal.get('vote', ['judge0'])).toBeUndefined()
})

it('a reply counts until it is 168 hours old, by the clock handed in', () => {
  const clock = { now: 1000 }
  const journal = journalAt(clock)
  journal.put('vote', ['a'], 1)
  clock.now = 1000 + 168 * HOUR - 1
  expect(journal.get('vote', ['a'])).toBe(1)
  clock.now += 1
  expect(journal.get('vote', ['a'])).toBeUndefined()
})

it('a row that somebody edited, or signed with another key, is not believed', () => {
  const store = createMemoryStore()
  const rows: Parameters<typeof store.putReply>[0][] = []
  const clock = { now: 0 }
  const journal = createReplyJournal({
    store: {
      reply: store.reply,
      putReply: row => {
        rows.push(row)
        store.putReply(row)
      },
    },
    macKey: KEY,
    ttlMs: HOUR,
    nowMs: () => clock.now,
  })
  journal.put('vote', ['a'], 'candidate')
  const [row] = rows
  if (row === undefined) throw new Error('nothing was put')
  store.putReply({ ...row, body: '"baseline"' })
  expect(journal.get('vote', ['a'])).toBeUndefined()
  store.putReply({ ...row, createdAtMs: row.createdAtMs + 1 })
  expect(journal.get('vote', ['a'])).toBeUndefined()
  store.putReply(row)
  expect(journal.get('vote', ['a'])).toBe('candidate')
  expect(journalAt(clock, store, new Uint8Array(32).fill(8)).get('vote', ['a'])).toBeUndefined()
})

it('a time to live of 0 keeps nothing', () => {
  const store = createMemoryStore()
  const journal = createReplyJournal({ store, macKey: KEY, ttlMs: 0, nowMs: () => 0 })
  journal.put('vote', ['a'], 1)
  expect(journal.get('vote', ['a'])).toBeUndefined()
})
