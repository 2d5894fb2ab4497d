import { describe, expect, it } from 'vitest'
import { isForbiddenId } from './is-forbidden-id.ts'

describe('isForbiddenId', () => {
  it.each([
    '4111111111111111',
    'user:4111-1111-1111-1111:3',
    'GB82WEST12345698765432',
    '４１１１１１１１１１１１１１１１',
  ])('refuses %j', id => {
    expect(isForbiddenId(id)).toBe(true)
  })

  it.each([
    '27',
    '[mobile_data_issue]airplane_mode_on|data_mode_off[PERSONA:Hard]',
    '2569061b-8503-4e51-b2f1-d406c8877c68',
    '4111111111111112',
    '1722524982000',
    'ann@example.com',
  ])('accepts %j', id => {
    expect(isForbiddenId(id)).toBe(false)
  })
})
