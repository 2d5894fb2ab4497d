import { expect, it } from 'vitest'
import type { StratumId } from '../../records/ids.ts'
import type { Weeks } from '../../records/weeks.ts'
import { weekLines } from './week-lines.ts'

const id = (name: string) => name as StratumId
const WEEKS: Weeks = {
  model: { modelId: 'model-1', window: undefined },
  isNewSpace: false,
  matches: [],
  events: [
    { kind: 'new', id: id('c12'), label: 'gift wrap', size: 1200, unassigned: 900, sizeBefore: 0 },
    { kind: 'vanished', id: id('c03'), label: 'fax', assignedBefore: 80, assigned: 0 },
    { kind: 'split', from: id('c01'), label: 'refund', into: [id('c01'), id('c13')] },
    { kind: 'merged', from: [id('c04'), id('c05')], into: id('c04'), label: 'password' },
  ],
  overlaps: [],
  unassignedBefore: 0.1,
  unassigned: 0.25,
}

it('names what is new, vanished, split and merged, and how much traffic no intent covers', () => {
  expect(weekLines(WEEKS)).toEqual([
    "0 intents found again; 25.0% of the traffic fits none of them (10.0% in the model's own week)",
    'new: c12 "gift wrap", 1,200 traces, 900 of which no earlier intent covers',
    'vanished: c03 "fax", from 80 traces to 0',
    'split: c01 "refund" into c01, c13',
    'merged: c04, c05 into c04 "password"',
  ])
})

it('compares nothing in the first week, and says so when the space is another', () => {
  expect(weekLines({ ...WEEKS, model: undefined })).toEqual([])
  expect(weekLines({ ...WEEKS, isNewSpace: true })[0]).toContain('a new series starts')
})
