import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../errors/config-error.ts'
import { compilePointer } from './json-pointer.ts'

/** The document of RFC 6901, section 5. */
const DOCUMENT = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
}

describe('compilePointer', () => {
  it.each([
    ['', DOCUMENT],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('reads %j as RFC 6901 says', (pointer, expected) => {
    expect(compilePointer(pointer, 'map.id')(DOCUMENT).value).toEqual(expected)
  })

  it.each(['/foo/2', '/foo/01', '/foo/-', '/foo/length', '/constructor/name', '/__proto__', '/x/y'])(
    'finds nothing at %j, prototypes included',
    pointer => {
      expect(compilePointer(pointer, 'map.id')(DOCUMENT).value).toBeUndefined()
    },
  )

  it.each(['task_id', '$.task_id', '/a~2b', '/a~'])(
    'refuses %j and says where the config has it',
    pointer => {
      expect(() => compilePointer(pointer, 'map.id')).toThrow(ConfigError)
      expect(() => compilePointer(pointer, 'map.id')).toThrow(`got \`${pointer}\``)
    },
  )
})
