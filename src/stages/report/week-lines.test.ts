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

it('calls nothing new that was known, and nothing vanished that is still asked', () => {
  const events: Weeks['events'] = [
    { kind: 'new', id: id('c14'), label: 'stock', size: 66, unassigned: 8, sizeBefore: undefined },
    { kind: 'vanished', id: id('c06'), label: 'price', assignedBefore: 28, assigned: 41 },
  ]
  expect(weekLines({ ...WEEKS, events }).slice(1)).toEqual([
    'grouped anew: c14 "stock", 66 traces, 8 of which no earlier intent covers',
    'no group of its own: c06 "price", from 28 traces to 41',
  ])
})

it('compares nothing in the first week, and says so when the space is another', () => {
  expect(weekLines({ ...WEEKS, model: undefined })).toEqual([])
  expect(weekLines({ ...WEEKS, isNewSpace: true })[0]).toContain('a new series starts')
})
