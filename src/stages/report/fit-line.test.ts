import { expect, it } from 'vitest'
import { fitLine } from './fit-line.ts'

it('says how many requests were clustered and how far shares may lie from the clustering', () => {
  const line = fitLine({ requests: 100_000, ofRequests: 412_345 }, [
    { share: 0.31, fitShare: { estimate: 0.325, standardError: 0.002 } },
    { share: 0.2, fitShare: { estimate: 0.199, standardError: 0.001 } },
  ])
  expect(line).toContain('100,000 of 412,345 distinct requests clustered')
  expect(line).toContain("up to 1.50 points from the clustering's own")
  expect(line).toContain('95%: up to 0.39 points')
})

it('says nothing when all requests were clustered', () => {
  expect(fitLine(undefined, [{ share: 1 }])).toBeUndefined()
})
