import { describe, expect, it } from 'vitest'
import { parseLabelledPairs } from './parse-labelled-pairs.ts'

const ROW = { id: 'p1', prompt: 'Where is it?', response_a: 'Here.', response_b: 'There.', label: 'A' }

function parse(...rows: readonly unknown[]) {
  return parseLabelledPairs(rows.map(row => JSON.stringify(row)).join('\n'), 'labels.jsonl')
}

describe('labelled pairs', () => {
  it('are read from a prompt or from a whole conversation', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Where is it?' },
    ]
    const { pairs } = parse(
      { ...ROW, slice: 'parcels' },
      { ...ROW, id: 'p2', prompt: undefined, messages, label: 'tie' },
    )
    expect(pairs[0]).toEqual({
      pairId: 'p1',
      messages: [{ role: 'user', text: 'Where is it?', calls: [] }],
      responseA: 'Here.',
      responseB: 'There.',
      label: 'A',
      slice: 'parcels',
    })
    expect(pairs[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user'])
  })

  it('without a label are counted and left out', () => {
    const { pairs, unlabelled } = parse(ROW, { ...ROW, id: 'p2', label: null })
    expect([pairs.length, unlabelled]).toEqual([1, 1])
  })

  it.each([
    [{ ...ROW, label: 'a' }, 'line 1: /label: expected A, B, tie or null'],
    [{ ...ROW, response_b: undefined }, 'line 1: /response_b: expected a string, found nothing'],
    [{ ...ROW, prompt: undefined }, 'line 1: row: expected either prompt or messages'],
    [{ ...ROW, messages: [] }, 'line 1: row: expected either prompt or messages'],
    [{ ...ROW, id: 7 }, 'line 1: /id: expected a string, found a number'],
  ])('are refused: %j', (row, message) => {
    expect(() => parse(row)).toThrow(message)
  })

  it('are refused when an id comes twice, when a line is no JSON, and when there are none', () => {
    expect(() => parse(ROW, ROW)).toThrow('line 2: /id: comes a second time')
    expect(() => parseLabelledPairs('{', 'labels.jsonl')).toThrow('line 1: not valid JSON')
    expect(() => parseLabelledPairs('\n', 'labels.jsonl')).toThrow('found none')
  })

  it('never show their texts in a message', () => {
    const rows = [
      { ...ROW, label: 'secret' },
      { ...ROW, response_a: { secret: 1 } },
      { ...ROW, id: ['secret'] },
    ]
    for (const row of rows) expect(() => parse(row)).toThrow(/^(?!.*secret)/)
  })
})
