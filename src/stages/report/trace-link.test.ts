import { expect, it } from 'vitest'
import { traceLink } from './trace-link.ts'

it('puts the id into the address so that it cannot leave its place', () => {
  const template = 'https://traces.example.com/t/{trace_id}?from=tidegate'
  expect(traceLink(template, 'a/../b?x="><script>$&')).toBe(
    'https://traces.example.com/t/a%2F..%2Fb%3Fx%3D%22%3E%3Cscript%3E%24%26?from=tidegate',
  )
  expect(traceLink(template, '\ud800')).toBe('https://traces.example.com/t/%EF%BF%BD?from=tidegate')
  expect(traceLink(undefined, 'a')).toBeUndefined()
})
