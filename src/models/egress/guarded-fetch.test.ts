import type { LookupFunction } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../errors/provider-error.ts'
import { type Answer, sendJson, serve } from '../__fixtures__/serve.ts'
import { createGuardedFetch, type GuardedFetchOptions } from './guarded-fetch.ts'

const honest: Answer = (_received, response) => sendJson(response, 200, { ok: true }, { 'x-one': '1' })

function fetchFor(baseUrl: string, options: Partial<GuardedFetchOptions> = {}) {
  return createGuardedFetch({ provider: 'openai', baseUrl, ...options })
}

/** A resolver that always answers with these addresses, and counts. */
function resolvingTo(...addresses: readonly string[]): LookupFunction & { asked: number } {
  const lookup = (
    _host: string,
    _options: unknown,
    callback: (error: null, found: { address: string; family: number }[]) => void,
  ) => {
    resolver.asked++
    callback(
      null,
      addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  const resolver = Object.assign(lookup as LookupFunction, { asked: 0 })
  return resolver
}

async function refusal(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof ProviderError) return error
  throw new Error(`expected a ProviderError, got ${String(error)}`)
}

describe('a call to its own origin', () => {
  it('carries method, headers and body, and gives status, headers and body', async () => {
    await using server = await serve(honest)
    const response = await fetchFor(server.origin)(`${server.origin}/v1/x?y=1`, {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
      body: 'gr\u00fc\u00df',
    })
    expect([response.status, response.headers.get('x-one'), await response.json()]).toEqual([
      200,
      '1',
      { ok: true },
    ])
    expect(server.received[0]).toMatchObject({ method: 'POST', path: '/v1/x?y=1', body: 'gr\u00fc\u00df' })
    expect(server.received[0]?.headers.authorization).toBe('Bearer k')
  })

  it('gives errors of the provider as responses, for the caller to sort', async () => {
    await using server = await serve((_received, response) =>
      sendJson(response, 429, {}, { 'retry-after': '1' }),
    )
    const response = await fetchFor(server.origin)(server.origin)
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1'])
  })
})

it('a body the gate finds something in is not sent, and fails without a retry or a charge', async () => {
  await using server = await serve(honest)
  const seen: string[] = []
  const gate = {
    check: (content: string | Uint8Array) => {
      seen.push(Buffer.from(content).toString())
      return seen.at(-1)?.includes('4111') === true ? (['CREDIT_CARD'] as const) : []
    },
  }
  const guarded = fetchFor(server.origin, { gate })
  const error = await refusal(guarded(server.origin, { method: 'POST', body: 'card 4111' }))
  expect(error).toMatchObject({
    reason: 'bad-request',
    isRetryable: false,
    mayBeBilled: false,
    endsRun: false,
  })
  expect(error.message).toContain('CREDIT_CARD')
  expect(error.message).not.toContain('4111')
  expect(server.received).toHaveLength(0)
  await guarded(server.origin, { method: 'POST', body: Buffer.from('other') })
  expect([server.received.length, seen]).toEqual([1, ['card 4111', 'other']])
})

it('a header that is said twice is said once', async () => {
  await using server = await serve((_received, response) => {
    response.writeHead(429, ['Retry-After', '7', 'retry-after', '7', 'X-One', 'a', 'x-one', 'b']).end()
  })
  const { headers } = await fetchFor(server.origin)(server.origin)
  expect([headers.get('retry-after'), headers.get('x-one')]).toEqual(['7', 'a, b'])
})

describe('another origin', () => {
  it.each(['https://api.openai.com.evil.test/v1', 'https://api.openai.com@evil.test/', 'https://evil.test'])(
    '%s gets nothing',
    async url => {
      const lookup = resolvingTo('8.8.8.8')
      const fetch = fetchFor('https://api.openai.com/v1', { lookup })
      expect((await refusal(fetch(url, { headers: { authorization: 'Bearer canary' } }))).message).toMatch(
        /^Expected a request to https:\/\/api\.openai\.com, got one to https:\/\/(api\.openai\.com\.)?evil\.test$/,
      )
      expect(lookup.asked).toBe(0)
    },
  )

  it('gets nothing on another port of the same machine', async () => {
    await using server = await serve(honest)
    await using other = await serve(honest)
    await refusal(fetchFor(server.origin)(other.origin))
    expect(other.received).toEqual([])
  })

  it.each([301, 302, 303, 307, 308])('is not followed to by status %d', async status => {
    await using thief = await serve(honest)
    await using server = await serve((_received, response) => {
      response.writeHead(status, { location: thief.origin }).end()
    })
    const error = await refusal(fetchFor(server.origin)(server.origin))
    expect(error).toMatchObject({ reason: 'bad-response', isRetryable: false, mayBeBilled: false })
    expect(thief.received).toEqual([])
  })
})

describe('addresses', () => {
  it.each([
    'http://169.254.169.254/',
    'http://[fd00:ec2::254]/',
    'http://[::ffff:169.254.169.254]/',
    'https://2852039166/',
    'https://0/',
    'https://10.0.0.1/v1',
    'http://api.openai.com/v1',
    'http://10.0.0.1/v1',
    'file:///etc/passwd',
    'gopher://localhost/',
    'https://user:secret@api.openai.com/v1',
  ])('%s cannot be configured', baseUrl => {
    expect(() => fetchFor(baseUrl)).toThrow(ProviderError)
  })

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://localhost/',
  ])('%s is this machine and needs no TLS', baseUrl => {
    expect(fetchFor(baseUrl)).toBeTypeOf('function')
  })

  it.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['::ffff:10.0.0.1'],
    ['8.8.8.8', '192.168.1.1'],
  ])('a public name that resolves to %s %s is not connected to', async (...addresses) => {
    const lookup = resolvingTo(...addresses)
    const error = await refusal(fetchFor('https://api.openai.com', { lookup })('https://api.openai.com/'))
    expect(error).toMatchObject({ reason: 'unavailable', isRetryable: false, mayBeBilled: false })
    expect(error.message).toMatch(/private, reserved or unprotected/)
  })

  it('are checked where the connection takes them from, so that a name cannot change in between', async () => {
    await using server = await serve(honest)
    const lookup = resolvingTo('127.0.0.1')
    const url = `http://tei.internal:${server.port}`
    const fetch = fetchFor(url, { lookup, allowPrivateNetwork: true })
    expect((await fetch(url)).status).toBe(200)
    expect(lookup.asked).toBe(1)
  })

  it('of metadata services are refused even where private networks are allowed', async () => {
    const fetch = fetchFor('http://tei.internal', {
      lookup: resolvingTo('169.254.169.254'),
      allowPrivateNetwork: true,
    })
    await refusal(fetch('http://tei.internal/'))
    expect(() => fetchFor('http://169.254.169.254', { allowPrivateNetwork: true })).toThrow(ProviderError)
  })

  it('outside are not reached without TLS even where private networks are allowed', async () => {
    const fetch = fetchFor('http://tei.example', {
      lookup: resolvingTo('8.8.8.8'),
      allowPrivateNetwork: true,
    })
    expect((await refusal(fetch('http://tei.example/'))).mayBeBilled).toBe(false)
  })

  it('where nobody listens are retryable and cost nothing', async () => {
    const closed = await serve(honest)
    await closed[Symbol.asyncDispose]()
    expect(await refusal(fetchFor(closed.origin)(closed.origin))).toMatchObject({
      reason: 'unavailable',
      isRetryable: true,
      mayBeBilled: false,
    })
  })
})

describe('answers', () => {
  it('are read up to the limit and not a byte further', async () => {
    await using server = await serve((_received, response) => {
      response.end('x'.repeat(1_000))
    })
    const within = await fetchFor(server.origin, { maxResponseBytes: 1_000 })(server.origin)
    expect((await within.text()).length).toBe(1_000)
    const error = await refusal(fetchFor(server.origin, { maxResponseBytes: 999 })(server.origin))
    expect(error).toMatchObject({ reason: 'bad-response', isRetryable: false, mayBeBilled: true })
  })

  it('without end are left at the limit', async () => {
    await using server = await serve((_received, response) => {
      const more = (): boolean => response.write('x'.repeat(65_536))
      response.on('drain', more)
      more()
    })
    expect(
      (await refusal(fetchFor(server.origin, { maxResponseBytes: 200_000 })(server.origin))).message,
    ).toMatch(/at most 200000 bytes/)
  })

  it('that are compressed are refused, so that none grows while it is read', async () => {
    await using server = await serve((_received, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000)))
    })
    expect((await refusal(fetchFor(server.origin)(server.origin))).message).toMatch(/got a compressed one/)
  })

  it('with headers beyond measure are refused', async () => {
    await using server = await serve((_received, response) => {
      response.writeHead(200, { 'x-bomb': 'x'.repeat(60_000) }).end('{}')
    })
    expect(await refusal(fetchFor(server.origin)(server.origin))).toMatchObject({
      reason: 'bad-response',
      isRetryable: false,
    })
  })

  it('shorter than announced are a broken connection that may have been charged', async () => {
    await using server = await serve((_received, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"data"', () => response.destroy())
    })
    expect(await refusal(fetchFor(server.origin)(server.origin))).toMatchObject({
      isRetryable: true,
      mayBeBilled: true,
    })
  })
})

describe('time', () => {
  it('runs out before an answer: the call may have been charged', async () => {
    const late = new AbortController()
    await using server = await serve(() => late.abort())
    const error = await refusal(
      fetchFor(server.origin, { timeoutMs: 5_000, deadline: () => late.signal })(server.origin),
    )
    expect(error).toMatchObject({ reason: 'timeout', isRetryable: true, mayBeBilled: true })
    expect(error.message).toMatch(/within 5 s/)
  })

  it('runs out in the middle of a trickling body', async () => {
    const late = new AbortController()
    await using server = await serve((_received, response) => {
      response.writeHead(200)
      response.write('{', () => late.abort())
    })
    const error = await refusal(fetchFor(server.origin, { deadline: () => late.signal })(server.origin))
    expect(error.reason).toBe('timeout')
  })

  it('ends with the reason of whoever aborts', async () => {
    const stop = new AbortController()
    await using server = await serve(() => stop.abort(new Error('Ctrl-C')))
    await expect(fetchFor(server.origin)(server.origin, { signal: stop.signal })).rejects.toThrow('Ctrl-C')
  })

  it('is not begun for a call that was aborted before', async () => {
    await using server = await serve(honest)
    const signal = AbortSignal.abort(new Error('too early'))
    await expect(fetchFor(server.origin)(server.origin, { signal })).rejects.toThrow('too early')
    expect(server.received).toEqual([])
  })
})
