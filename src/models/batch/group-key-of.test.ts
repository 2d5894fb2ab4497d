import { expect, it } from 'vitest'
import { aVote } from './__fixtures__/batch-bench.ts'
import { groupedBy, groupKeyOf } from './group-key-of.ts'

const FIND = { name: 'find', description: 'Finds.', parameters: { type: 'object' } }

function turnWith(...names: readonly string[]) {
  const calls = names.map((name, n) => ({ id: `c${n}`, name, arguments: `{"n":${n}}` }))
  return aVote(1, { tools: [FIND], messages: [{ role: 'assistant', text: 'I look.', calls }] })
}

it('requests about different items have one key, other tools, schema, system or calls another', () => {
  const key = groupKeyOf(turnWith('find', 'book'))
  const sameStructure = { ...turnWith('find', 'book'), temperature: 1, maxOutputTokens: 9 }
  expect(groupKeyOf(sameStructure)).toBe(key)
  expect(groupKeyOf(aVote(1))).toBe(groupKeyOf(aVote(2)))
  const others = [
    turnWith('book', 'find'),
    turnWith('find'),
    { ...turnWith('find', 'book'), tools: [{ ...FIND, description: 'Seeks.' }] },
    { ...turnWith('find', 'book'), system: 'You judge.' },
    { ...turnWith('find', 'book'), answerSchema: undefined },
  ]
  expect(new Set([key, ...others.map(groupKeyOf)]).size).toBe(6)
})

it('groups come in the order of their first item and keep the order inside', () => {
  expect(groupedBy(['b1', 'a1', 'b2', 'c1', 'a2'], name => name.charAt(0))).toEqual([
    'b1',
    'b2',
    'a1',
    'a2',
    'c1',
  ])
})
