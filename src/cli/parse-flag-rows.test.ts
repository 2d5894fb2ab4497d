import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import { parseFlagRows } from './parse-flag-rows.ts'

describe('parseFlagRows', () => {
  it('reads ids with and without a reason, and leaves out a header and blank lines', () => {
    const text = '\uFEFFtrace_id,reason\r\nt1,wrong parcel\r\n\r\nt2\r\nt3,\r\n'
    expect(parseFlagRows(text, 'f.csv')).toEqual([
      { traceId: 't1', reason: 'wrong parcel' },
      { traceId: 't2', reason: undefined },
      { traceId: 't3', reason: undefined },
    ])
  })

  it('gives back any reason that was quoted', () => {
    const reason = fc.string({ minLength: 1 }).filter(text => text === text.trim() && text !== '')
    fc.assert(
      fc.property(
        fc.array(reason, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('\n', '\r\n'),
        (all, end) => {
          const text = all.map((each, index) => `t${index},"${each.replaceAll('"', '""')}"${end}`).join('')
          expect(parseFlagRows(text, 'f.csv')).toEqual(
            all.map((each, index) => ({ traceId: `t${index}`, reason: each })),
          )
        },
      ),
    )
  })

  it('takes a last row without an end', () => {
    expect(parseFlagRows('t1,a\nt2,b', 'f.csv')).toHaveLength(2)
    expect(parseFlagRows('t1,', 'f.csv')).toEqual([{ traceId: 't1', reason: undefined }])
    expect(parseFlagRows('', 'f.csv')).toEqual([])
  })

  it('names the line of a row without an id and of a quote that does not end', () => {
    expect(() => parseFlagRows('t1,"a\nb"\n,late\n', 'f.csv')).toThrow('f.csv:3')
    expect(() => parseFlagRows('t1\nt2,"open\n', 'f.csv')).toThrow('f.csv:2')
    expect(() => parseFlagRows('t1,"a"b\n', 'f.csv')).toThrow(ConfigError)
  })
})
