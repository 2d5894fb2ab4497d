import fc from 'fast-check'
import { expect, it } from 'vitest'

import type { JsonValue } from '../../records/json-value.ts'
import { canonicalJson } from './canonical-json.ts'

const json = fc.jsonValue() as fc.Arbitrary<JsonValue>

function withKeysReversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withKeysReversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, withKeysReversed(item)]),
  )
}

it('canonicalising the canonical text changes nothing', () => {
  fc.assert(
    fc.property(json, value => {
      const once = canonicalJson(value)
      expect(canonicalJson(JSON.parse(once))).toBe(once)
    }),
  )
})

it('the order of keys does not matter', () => {
  fc.assert(
    fc.property(json, value => {
      expect(canonicalJson(withKeysReversed(value))).toBe(canonicalJson(value))
    }),
  )
})

it('two values share a canonical text only when they are the same JSON', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      const isSame = canonicalJson(a) === canonicalJson(b)
      const parsed = [JSON.parse(canonicalJson(a)), JSON.parse(canonicalJson(b))]
      expect(isSame).toBe(JSON.stringify(parsed[0]) === JSON.stringify(parsed[1]))
    }),
  )
})
