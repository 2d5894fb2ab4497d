import { describe, expect, it } from 'vitest'
import type { Span } from './detector.ts'
import { mergeSpans } from './merge-spans.ts'

const span = (start: number, end: number, entity: Span['entity']): Span => ({ start, end, entity })

describe('mergeSpans', () => {
  it('joins overlapping spans under the entity of the longest', () => {
    expect(mergeSpans([span(4, 9, 'PHONE'), span(0, 6, 'URL'), span(8, 20, 'EMAIL')])).toEqual([
      span(0, 20, 'EMAIL'),
    ])
  })

  it('lets the first of two equally long spans name the entity', () => {
    expect(mergeSpans([span(0, 4, 'CREDIT_CARD'), span(0, 4, 'PHONE')])).toEqual([span(0, 4, 'CREDIT_CARD')])
    expect(mergeSpans([span(0, 4, 'PHONE'), span(0, 4, 'CREDIT_CARD')])).toEqual([span(0, 4, 'PHONE')])
  })

  it('keeps spans apart that only touch, in text order', () => {
    expect(mergeSpans([span(4, 8, 'IP'), span(0, 4, 'MAC')])).toEqual([span(0, 4, 'MAC'), span(4, 8, 'IP')])
  })

  it('compares with the longest found so far and not with the union', () => {
    const merged = mergeSpans([span(0, 6, 'URL'), span(5, 11, 'IP'), span(10, 17, 'EMAIL')])
    expect(merged).toEqual([span(0, 17, 'EMAIL')])
  })
})
