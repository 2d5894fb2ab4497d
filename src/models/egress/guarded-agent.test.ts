import type { LookupFunction } from 'node:net'
import { expect, it } from 'vitest'
import { createGuardedAgent, createGuardedFetch } from './guarded-fetch.ts'

it.each([
  ['http://clickhouse.example:8123', false],
  ['https://169.254.169.254', true],
  ['http://10.0.0.7:8123', false],
  ['https://user:secret@clickhouse.example', false],
])('refuses an address that a client must not be given: %s', (baseUrl, allowPrivateNetwork) => {
  expect(() => createGuardedAgent({ provider: 'clickhouse', baseUrl, allowPrivateNetwork })).toThrow(
    /Expected/,
  )
})

it.each([
  ['http://127.0.0.1:8123', false],
  ['https://clickhouse.example:8443', false],
  ['http://10.0.0.7:8123', true],
])('allows %s', (baseUrl, allowPrivateNetwork) => {
  expect(
    createGuardedAgent({ provider: 'clickhouse', baseUrl, allowPrivateNetwork }).maxSockets,
  ).toBeGreaterThan(0)
})

it('says that a name leads nowhere instead of ending the process', async () => {
  const lookup: LookupFunction = (_name, _options, callback) => {
    const error: NodeJS.ErrnoException = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    // As Node calls it: with an error and nothing else.
    Reflect.apply(callback, undefined, [error])
  }
  const fetch = createGuardedFetch({ provider: 'p', baseUrl: 'https://nowhere.example', lookup })
  await expect(fetch('https://nowhere.example/')).rejects.toThrow('broken connection (ENOTFOUND)')
})
