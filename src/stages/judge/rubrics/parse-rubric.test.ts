import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../errors/config-error.ts'
import { parseRubric } from './parse-rubric.ts'
import { rubricHash } from './rubric-hash.ts'
import { findRubric, SHIPPED_RUBRICS, shippedRubric } from './shipped-rubrics.ts'

const OWN = `
id: brevity
version: 2
title: Which answer is shorter
compares: texts
prompt: Choose the shorter answer.
choices:
  - { word: left, means: first, when: the first is shorter }
  - { word: right, means: second, when: the second is shorter }
schema:
  type: object
  properties:
    reason: { type: string, description: why }
    choice: { type: string, enum: [left, right] }
  required: [reason, choice]
  additionalProperties: false
examples: []
`

function problemsIn(yaml: string): string {
  try {
    parseRubric(yaml, 'mine.yaml')
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return ''
}

describe('a rubric file', () => {
  it.each(SHIPPED_RUBRICS)('that is shipped can be read and carries its own name: %s', id => {
    expect(shippedRubric(id).id).toBe(id)
  })

  it('of a user may use words of its own and do without a tie', () => {
    expect(parseRubric(OWN, 'mine.yaml')).toMatchObject({ id: 'brevity', version: 2, compares: 'texts' })
  })

  it.each([
    ['a key it does not know', OWN.replace('version: 2', 'version: 2\nweight: 3'), /weight/],
    ['a version that does not count', OWN.replace('version: 2', 'version: 0'), /mine\.yaml:3: `version`/],
    ['a word the schema does not allow', OWN.replace('enum: [left, right]', 'enum: [left, up]'), /schema/],
    ['no word for the second answer', OWN.replace('means: second', 'means: tie'), /no word means `second`/],
    ['two words of one meaning', OWN.replace('means: second', 'means: first'), /two words mean `first`/],
    [
      'an answer with more fields',
      OWN.replace('    choice: {', '    score: { type: number }\n    choice: {'),
      /score/,
    ],
    ['a tag that would run code', OWN.replace('brevity', '!!js/function brevity'), /tags/],
    [
      'an example with an unknown word',
      OWN.replace('examples: []', 'examples: [{ user: a, first: b, second: c, reason: d, choice: up }]'),
      /`up`/,
    ],
  ])('is refused with %s', (_, yaml, problem) => {
    expect(problemsIn(yaml)).toMatch(problem)
  })

  it('is refused when only one of two calls can be called the better one', () => {
    const lines = [
      '  - { word: same, means: equivalent, when: a }',
      '  - { word: left, means: different, better: first, when: b }',
    ]
    const oneSided = OWN.replace('compares: texts', 'compares: arguments')
      .replace(/ {2}- \{ word: left.*\n {2}- \{ word: right.*/, lines.join('\n'))
      .replace('enum: [left, right]', 'enum: [same, left]')
    expect(problemsIn(oneSided)).toMatch(/no counterpart/)
  })

  it('keeps its hash under comments and order of keys, and loses it with any word', () => {
    const hash = rubricHash(parseRubric(OWN, 'a.yaml'))
    const [first, second, ...rest] = OWN.trim().split('\n')
    const reordered = ['# mine', second, first, ...rest].join('\n')
    expect(rubricHash(parseRubric(reordered, 'b.yaml'))).toBe(hash)
    for (const [from, to] of [
      ['version: 2', 'version: 3'],
      ['shorter answer.', 'short answer.'],
      ['the first is shorter', 'the first is short'],
      ['description: why', 'description: how'],
    ] as const) {
      expect(rubricHash(parseRubric(OWN.replace(from, to), 'c.yaml'))).not.toBe(hash)
    }
  })
})

describe('a rubric that is named', () => {
  it('is the shipped one of that id, else the file of that name', async () => {
    const never = async () => {
      throw new Error('no file is needed')
    }
    expect((await findRubric('tool-arguments', never)).id).toBe('tool-arguments')
    expect((await findRubric('mine.yaml', async () => OWN)).id).toBe('brevity')
    const absent = findRubric('pairwise', async () => {
      throw new Error('ENOENT')
    })
    await expect(absent).rejects.toThrow(/shipped rubric or a readable rubric file, found `pairwise`/)
  })
})
