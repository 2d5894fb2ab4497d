import { describe, expect, it } from 'vitest'
import { StoreError } from '../errors/store-error.ts'
import { packArrays, packedArray, packedChecksum, unpackArrays } from './packed-arrays.ts'

const KIND = { kind: 'test file', version: 2 }
const CONTENT = {
  header: { name: 'ä', list: [1, null] },
  arrays: {
    odd: Int8Array.of(-128, 0, 127),
    floats: Float64Array.of(0.1, -0, Number.NaN),
    none: new Uint32Array(0),
    words: Uint32Array.of(2 ** 32 - 1),
  },
}

describe('packArrays', () => {
  it('gives back header and arrays bit for bit, with the version that wrote them', () => {
    const { version, header, arrays } = unpackArrays(
      packArrays(KIND, CONTENT),
      { ...KIND, version: 3 },
      'here',
    )
    expect(version).toBe(2)
    expect(header).toEqual(CONTENT.header)
    expect(arrays).toEqual(CONTENT.arrays)
    expect(Object.is(arrays.floats?.[1], -0)).toBe(true)
  })

  it('packs only the part of a buffer that an array covers', () => {
    const wide = Int32Array.of(1, 2, 3, 4)
    const bytes = packArrays(KIND, { header: {}, arrays: { part: wide.subarray(1, 3) } })
    expect(unpackArrays(bytes, KIND, 'here').arrays.part).toEqual(Int32Array.of(2, 3))
  })

  it('has a checksum of the content', () => {
    const checksum = packedChecksum(packArrays(KIND, CONTENT))
    expect(checksum).toMatch(/^[0-9a-f]{64}$/)
    expect(packedChecksum(packArrays(KIND, { ...CONTENT, header: {} }))).not.toBe(checksum)
  })
})

describe('unpackArrays', () => {
  it('refuses a newer version and says what to do', () => {
    const bytes = packArrays({ ...KIND, version: 3 }, CONTENT)
    expect(() => unpackArrays(bytes, KIND, 'store x')).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('up to 2'),
        hint: expect.stringContaining('Update'),
      }),
    )
  })

  it('refuses another kind, other bytes, and a file that was cut or changed anywhere', () => {
    const bytes = packArrays(KIND, CONTENT)
    expect(() => unpackArrays(bytes, { ...KIND, kind: 'model' }, 'here')).toThrow('found a test file')
    expect(() => unpackArrays(new Uint8Array(100), KIND, 'here')).toThrow('found other bytes')
    expect(() => unpackArrays(bytes.subarray(0, bytes.length - 9), KIND, 'here')).toThrow(StoreError)
    for (let at = 12; at < bytes.length; at += 7) {
      const changed = Uint8Array.from(bytes)
      changed[at]! ^= 0x10
      // Bytes 44 to 53 are the head of the gzip stream: time and system are no content.
      if (at >= 44 && at < 54) continue
      expect(() => unpackArrays(changed, KIND, 'here')).toThrow(StoreError)
    }
  })
})

describe('packedArray', () => {
  it('refuses an array of another class or length', () => {
    expect(packedArray(CONTENT, 'odd', Int8Array, 3, 'here')).toEqual(CONTENT.arrays.odd)
    expect(() => packedArray(CONTENT, 'odd', Int8Array, 4, 'here')).toThrow('Int8Array `odd` of length 4')
    expect(() => packedArray(CONTENT, 'odd', Float32Array, undefined, 'here')).toThrow(StoreError)
    expect(() => packedArray(CONTENT, 'missing', Int8Array, undefined, 'here')).toThrow('found none')
  })
})
