import { describe, expect, it } from 'vitest'
import { chooseColours, MAP_COLOURS } from './map-colours.ts'

const many = (count: number) => Array.from({ length: count }, (_, at) => ({ x: at * 10, y: 0 }))

describe('chooseColours', () => {
  it('gives every group a colour of its own while there are enough', () => {
    expect(new Set(chooseColours(many(MAP_COLOURS.length))).size).toBe(MAP_COLOURS.length)
  })

  it('uses a colour again far from where it is', () => {
    const groups = [...many(MAP_COLOURS.length), { x: 0, y: 1 }]
    expect(chooseColours(groups).at(-1)).toBe(MAP_COLOURS.length - 1)
  })

  it('uses no colour three times before every colour is used twice', () => {
    const uses = Map.groupBy(chooseColours(many(3 * MAP_COLOURS.length)), colour => colour)
    expect([...uses.values()].every(each => each.length >= 2)).toBe(true)
  })
})
