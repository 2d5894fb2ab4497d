import { describe, expect, it } from 'vitest'
import { foldRequest } from './fold-request.ts'

describe('foldRequest', () => {
  it.each([
    ['Where is my order 1234567?', 'where is  my order 9988123'],
    ['Cancel ticket ABC55012345!', 'cancel ticket xyz90817263'],
    ['Call <PERSON_k1_7F3A9C2E> back', 'call <PERSON_k1_11111111> back.'],
    ['Mail <EMAIL_ADDRESS_k2_00AA>', 'mail <EMAIL_ADDRESS_k1_FF00>'],
    ['ＷＩＦＩ is down', 'wifi is down'],
  ])('takes %j and %j for one request', (first, second) => {
    expect(foldRequest(first)).toBe(foldRequest(second))
  })

  it.each([
    ['error 404', 'error 500'],
    ['form 1099', 'form 1040'],
    ['Call <PERSON_k1_7F3A9C2E> back', 'Call <PHONE_k1_7F3A9C2E> back'],
    ['refund order', 'order refund'],
    ['???', '!!!'],
    ['👍', '👎'],
  ])('keeps %j and %j apart', (first, second) => {
    expect(foldRequest(first)).not.toBe(foldRequest(second))
  })

  it('folds a hundred thousand characters without a space in no noticeable time', () => {
    expect(foldRequest('a'.repeat(100_000))).toHaveLength(100_000)
    expect(foldRequest('<'.repeat(50_000) + 'A_'.repeat(25_000))).toContain('a a')
  })
})
