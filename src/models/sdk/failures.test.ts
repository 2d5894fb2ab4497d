import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../errors/provider-error.ts'
import { type Answer, sendJson } from '../__fixtures__/serve.ts'
import { createGuardedFetch } from '../egress/guarded-fetch.ts'
import type { SdkProvider } from '../language/model-capabilities.ts'
import { answerReply } from './__fixtures__/replies.ts'
import { JUDGE_REQUEST } from './__fixtures__/requests.ts'
import { KEY, sdkWorkbench } from './__fixtures__/workbench.ts'
import { createSdkLanguageModel } from './create-sdk-language-model.ts'

const MODELS: { readonly [provider in SdkProvider]: string } = {
  anthropic: 'claude-sonnet-4-6',
  openai: 'gpt-5-mini',
  google: 'gemini-2.5-flash',
  'openai-compatible': 'llama-4',
}
const PROVIDERS = Object.keys(MODELS) as SdkProvider[]
const SECRET = 'text of a customer'
const REQUEST = { ...JUDGE_REQUEST, messages: [{ role: 'user' as const, text: SECRET }] }

async function failureOf(provider: SdkProvider, answer: Answer): Promise<ProviderError> {
  await using bench = await sdkWorkbench(provider, MODELS[provider], answer, 4096)
  const error = await bench.model.generate(REQUEST).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(bench.server.received).toHaveLength(1)
  if (!(error instanceof ProviderError)) throw new Error(`expected a ProviderError, got ${inspect(error)}`)
  // Nothing of the request, the reply or the key, however the error is printed.
  expect(inspect(error, { depth: null })).not.toMatch(new RegExp(`${SECRET}|${KEY}|canary`))
  return error
}

describe.each(PROVIDERS)('of %s', provider => {
  it.each([
    [400, 'bad-request', false, false],
    [401, 'auth', false, false],
    [404, 'bad-request', false, false],
    [413, 'bad-request', false, false],
    [429, 'rate-limit', true, false],
    [500, 'overloaded', true, true],
    [502, 'overloaded', true, true],
    [503, 'overloaded', true, false],
    [504, 'overloaded', true, true],
    [529, 'overloaded', true, false],
  ] as const)('status %d is %s', async (status, reason, isRetryable, mayBeBilled) => {
    const error = await failureOf(provider, (_received, response) =>
      sendJson(response, status, { error: { message: `canary ${SECRET}`, type: 'x', code: 7 } }),
    )
    expect(error).toMatchObject({ reason, isRetryable, mayBeBilled, provider })
    // A key or a model that is refused is refused for every further call.
    expect(error.endsRun).toBe([401, 404].includes(status))
  })

  it.each([
    ['cut short', '{"id":"x","model":"m","usa'],
    ['a page', '<!doctype html><title>canary</title>'],
    ['empty', ''],
  ])('a reply that is %s is bad, perhaps billed, worth one more try', async (_what, text) => {
    const error = await failureOf(provider, (_received, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(text)
    })
    expect(error).toMatchObject({ reason: 'bad-response', isRetryable: true, mayBeBilled: true })
  })

  it.each([[[]], [null], [{ choices: [], output: 'canary', content: 7, candidates: 'canary' }]])(
    'the reply %j is of another shape: bad, perhaps billed',
    async body => {
      const error = await failureOf(provider, (_received, response) => sendJson(response, 200, body))
      expect(error).toMatchObject({ reason: 'bad-response', isRetryable: false, mayBeBilled: true })
    },
  )

  it('a connection that breaks after the request had left is uncertain', async () => {
    const error = await failureOf(provider, (_received, response) => response.destroy())
    expect(error).toMatchObject({ reason: 'unavailable', isRetryable: true, mayBeBilled: true })
  })

  it('a reply above the limit stops at the limit', async () => {
    const error = await failureOf(provider, (_received, response) =>
      sendJson(response, 200, answerReply(provider, 'canary'.repeat(1_000))),
    )
    expect(error).toMatchObject({ reason: 'bad-response', mayBeBilled: true })
  })

  it('a redirect is not followed', async () => {
    const error = await failureOf(provider, (_received, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:9/v1/steal' }).end()
    })
    expect(error).toMatchObject({ reason: 'bad-response', isRetryable: false, mayBeBilled: false })
  })

  it('a server that is not there was never asked', async () => {
    const baseUrl = 'http://127.0.0.1:9/v1'
    const model = createSdkLanguageModel({
      provider,
      model: MODELS[provider],
      apiKey: KEY,
      baseUrl,
      fetch: createGuardedFetch({ provider, baseUrl }),
      nowMs: () => 0,
    })
    await expect(model.generate(REQUEST)).rejects.toMatchObject({
      reason: 'unavailable',
      isRetryable: true,
      mayBeBilled: false,
    })
  })

  it('an abort under way throws its own reason, and one before it sends nothing', async () => {
    const controller = new AbortController()
    await using bench = await sdkWorkbench(provider, MODELS[provider], () =>
      controller.abort(new Error('stopped by the user')),
    )
    const { signal } = controller
    await expect(bench.model.generate(REQUEST, { signal })).rejects.toThrow('stopped by the user')
    await expect(bench.model.generate(REQUEST, { signal })).rejects.toThrow('stopped by the user')
    expect(bench.server.received).toHaveLength(1)
  })
})

describe('the words of the providers', () => {
  const rateLimit = (type: string, error_code?: string) => ({
    type: 'error',
    error: { type, message: 'm', details: error_code === undefined ? undefined : { error_code } },
  })
  const quota = (quotaId: string) => ({
    error: {
      code: 429,
      message: 'm',
      status: 'RESOURCE_EXHAUSTED',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
          violations: [{ quotaId, quotaValue: '20' }],
        },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '17s' },
      ],
    },
  })

  it.each([
    ['anthropic', 429, rateLimit('rate_limit_error', 'ramp_limit_exceeded'), true],
    ['anthropic', 429, rateLimit('rate_limit_error', 'enforced_spend_limit_reached'), false],
    ['anthropic', 429, rateLimit('rate_limit_error', 'contract_spend_limit_reached'), false],
    ['openai', 429, { error: { message: 'm', type: 'requests', code: 'rate_limit_exceeded' } }, true],
    [
      'openai',
      429,
      { error: { message: 'm', type: 'insufficient_quota', code: 'insufficient_quota' } },
      false,
    ],
    [
      'openai',
      429,
      { error: { message: 'm', type: 'insufficient_quota', code: 'credit_balance_exhausted' } },
      false,
    ],
    ['google', 429, quota('GenerateRequestsPerMinutePerProjectPerModel'), true],
    ['google', 429, quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier'), false],
  ] as const)('%s %d %j is worth waiting for: %s', async (provider, status, body, isRetryable) => {
    const error = await failureOf(provider, (_received, response) => sendJson(response, status, body))
    expect(error.isRetryable).toBe(isRetryable)
    expect(error.hint).toBe(isRetryable ? undefined : 'the quota or credit of this key is used up')
    if (provider === 'google') expect(error.retryAfterMs).toBe(17_000)
  })

  it('an account of Anthropic without money, a mistake like any other by its status, ends the run', async () => {
    const message =
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.'
    const body = { type: 'error', error: { type: 'invalid_request_error', message } }
    const error = await failureOf('anthropic', (_received, response) => sendJson(response, 400, body))
    expect(error).toMatchObject({ endsRun: true, isRetryable: false, mayBeBilled: false })
    expect(error.hint).toBe('the quota or credit of this key is used up')
    expect(error.message).not.toContain('balance')
  })

  it('a wrong key of Gemini, a mistake like any other by its status, is a refused key', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }]
    const body = { error: { code: 400, message: 'm', status: 'INVALID_ARGUMENT', details } }
    const error = await failureOf('google', (_received, response) => sendJson(response, 400, body))
    expect(error).toMatchObject({ reason: 'auth', endsRun: true, isRetryable: false, mayBeBilled: false })
  })

  it.each([
    ['server_error', 'overloaded', true],
    ['rate_limit_exceeded', 'rate-limit', true],
    ['invalid_prompt', 'bad-request', false],
    ['bio_policy', 'bad-request', false],
  ] as const)('a 200 that failed with %s is %s and perhaps billed', async (code, reason, isRetryable) => {
    const body = answerReply('openai', '', {
      status: 'failed',
      output: [],
      usage: null,
      error: { code, message: 'canary' },
    })
    const error = await failureOf('openai', (_received, response) => sendJson(response, 200, body))
    expect(error).toMatchObject({ reason, isRetryable, mayBeBilled: true })
    expect(error.message).toContain(code)
  })

  it('a reply of Gemini that asks for a second request does not get one', async () => {
    const body = answerReply('google', '', {
      candidates: [
        { content: { parts: [{ text: 'a' }] }, finishReason: 'CONTINUATION', continuationToken: 't' },
      ],
    })
    const error = await failureOf('google', (_received, response) => sendJson(response, 200, body))
    expect(error).toMatchObject({ reason: 'bad-response', mayBeBilled: true })
  })
})
