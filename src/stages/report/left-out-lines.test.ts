import { expect, it } from 'vitest'
import type { IngestReport } from '../../records/evaluation.ts'
import { noneFiltered } from '../../records/rejected.ts'
import { leftOutLines } from './left-out-lines.ts'

const side = (name: IngestReport['side'], filtered: Partial<IngestReport['filtered']>): IngestReport => ({
  side: name,
  accepted: 1,
  rejected: [],
  filtered: { ...noneFiltered(), ...filtered },
  unknownFinishes: {},
})

it('a side that left something out has a line with the count of each reason', () => {
  const ingest = [
    side('baseline', { 'outside-window': 1_200, duplicate: 3 }),
    side('candidate', { duplicate: 1 }),
  ]
  expect(leftOutLines(ingest)).toEqual([
    'left out (baseline): 3 duplicate, 1,200 outside-window',
    'left out (candidate): 1 duplicate',
  ])
})

it('a side that left nothing out has no line', () => {
  expect(leftOutLines([side('baseline', {}), side('adversarial', {})])).toEqual([])
})
