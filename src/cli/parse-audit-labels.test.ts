import { expect, it } from 'vitest'
import { parseAuditLabels } from './parse-audit-labels.ts'

const BY = { rater: 'ann', nowMs: 1 }
const lines = (...rows: readonly object[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('')

it('counts a row of a sheet in which nobody said anything, and refuses rows that are of no sheet', () => {
  expect(parseAuditLabels(lines({ item: '05680c2b4d0d3205', better: '' }), 'sheet.jsonl', BY)).toEqual({
    labels: [],
    blank: 1,
  })
  expect(() => parseAuditLabels(lines({ conversation: 'c1' }), 'chats.jsonl', BY)).toThrow(
    /found other rows: line 1: item: expected 16 hexadecimal digits/,
  )
})
