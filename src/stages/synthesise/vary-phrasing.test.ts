import { expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import { varyPhrasing } from './vary-phrasing.ts'

const wordings = (text: string): readonly string[] =>
  Array.from({ length: 60 }, (_, seed) => varyPhrasing(text, createRng(`${seed}`)))

it('asks for the same in other words, and keeps what is asked for', () => {
  const made = wordings('Hi, can you cancel the order A12345 for me? Thanks!')
  expect(new Set(made).size).toBeGreaterThan(20)
  for (const text of made) expect(text).toContain('cancel the order A12345 for me?')
})

it('never lets what is done by me be done by you', () => {
  for (const text of wordings('I want to return my parcel'))
    expect(text).not.toMatch(/can you|could you|would you/i)
})

it('leaves a request of another language as it is', () => {
  const text = 'Ich möchte bitte meine Bestellung stornieren'
  expect(new Set(wordings(text))).toEqual(new Set([text]))
})

it('leaves tokens and codes alone', () => {
  for (const text of wordings('please get back to <EMAIL_k1_0A1B2C3D> about X-about-1'))
    expect(text).toMatch(/<EMAIL_k1_0A1B2C3D>.* X-about-1/)
})
