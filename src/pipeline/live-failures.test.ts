import { expect, it } from 'vitest'
import { ProviderError } from '../errors/provider-error.ts'
import { createLiveFailures } from './live-failures.ts'

function failuresOf(side: 'candidate' | 'baseline', asked: number, failed: number) {
  const failures = createLiveFailures(side, 'acme/agent')
  for (let request = 0; request < asked; request += 1) failures.asked()
  for (let request = 0; request < failed; request += 1) failures.failed(`reason ${request}`)
  return failures
}

it('a side that answered not one request ends the run, with the last reason', () => {
  const { account } = failuresOf('baseline', 3, 3)
  expect(account).toThrow(ProviderError)
  expect(account).toThrow(
    'the baseline acme/agent to answer at least one of 3 requests, got no answer: reason 2',
  )
})

it('some requests without an answer are a sentence, which says whom they favour', () => {
  expect(failuresOf('baseline', 3, 1).account()).toBe(
    'baseline: acme/agent did not answer 1 of 3 requests (the last: reason 0): each counts as a failure of the baseline, in favour of the candidate',
  )
  expect(failuresOf('candidate', 3, 2).account()).toMatch(/2 of 3 .* a failure of the candidate$/)
})

it('a side that answered everything, or was never asked, needs no sentence', () => {
  expect(failuresOf('candidate', 3, 0).account()).toBeUndefined()
  expect(failuresOf('candidate', 0, 0).account()).toBeUndefined()
})
