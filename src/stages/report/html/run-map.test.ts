import { expect, it } from 'vitest'
import { type StoredMap, storedRunPicture } from './run-map.ts'
import { strataMap } from './strata-map.ts'

const STORED: StoredMap = {
  requests: 4,
  laidOut: 2,
  height: 1,
  x: [0, 0.5, 1],
  y: [0, 0.5, 1],
  stratum: [0, 0, 0],
  sampled: [],
  strata: [{ id: 'c01', kind: 'cluster', label: 'refunds', share: 1 }],
}

function noteOf(stored: StoredMap): string {
  const picture = storedRunPicture(stored, 12)
  const { text } = strataMap(picture!.map, picture!.strata)
  return /<p class="muted">(.*)<\/p>/.exec(text)?.[1] ?? ''
}

it('says of a stored map how many of its points the layout placed, or that it was all of them', () => {
  expect(noteOf(STORED)).toMatch(
    /^3 of 4 distinct requests, 2 of them laid out and the others placed among them\./,
  )
  expect(noteOf({ ...STORED, laidOut: 3 })).toMatch(/^3 of 4 distinct requests, all of them laid out\./)
})

it('claims nothing of a map whose store did not keep it', () => {
  const { laidOut, ...older } = STORED
  expect(noteOf(older)).toMatch(/^3 of 4 distinct requests\. Alike/)
})
