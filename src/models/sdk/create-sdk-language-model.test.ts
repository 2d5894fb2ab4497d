import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { sendJson, serve } from '../__fixtures__/serve.ts'
import { createGuardedFetch } from '../egress/guarded-fetch.ts'
import { capabilitiesOf, type SdkProvider } from '../language/model-capabilities.ts'
import { answerReply } from './__fixtures__/replies.ts'
import { AGENT_REQUEST, JUDGE_REQUEST } from './__fixtures__/requests.ts'
import { KEY, sdkWorkbench } from './__fixtures__/workbench.ts'
import { createSdkLanguageModel, LANGUAGE_BASE_URLS } from './create-sdk-language-model.ts'

const MODELS: readonly (readonly [SdkProvider, string])[] = [
  ['anthropic', 'claude-sonnet-4-6'],
  ['anthropic', 'claude-sonnet-5-5'],
  ['openai', 'gpt-5-mini'],
  ['openai', 'gpt-4.1'],
  ['google', 'gemini-2.5-flash'],
  ['google', 'gemini-3.8-flash'],
  ['openai-compatible', 'llama-4'],
]

type Golden = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
}

function golden(name: string): Golden {
  return JSON.parse(readFileSync(join(import.meta.dirname, '__fixtures__/requests', `${name}.json`), 'utf8'))
}

describe('requests', () => {
  it.each(
    MODELS.flatMap(([provider, model]) => [
      [provider, model, 'judge', JUDGE_REQUEST] as const,
      [provider, model, 'agent', AGENT_REQUEST] as const,
    ]),
  )('to %s %s for a %s are the golden ones, one per call', async (provider, model, kind, request) => {
    await using bench = await sdkWorkbench(provider, model)
    await bench.model.generate(request)
    const { path, headers, body } = golden(`${provider}-${model}-${kind}`)
    expect(bench.server.received).toHaveLength(1)
    const [received] = bench.server.received
    expect(received?.path).toBe(path)
    expect(received?.headers).toMatchObject(headers)
    expect(JSON.parse(received?.body ?? '')).toEqual(body)
  })

  it('carry the key in its header alone', async () => {
    for (const [provider, model] of MODELS) {
      await using bench = await sdkWorkbench(provider, model)
      await bench.model.generate(JUDGE_REQUEST)
      const [received] = bench.server.received
      expect(`${received?.path}${received?.body}`).not.toContain(KEY)
      expect(
        Object.entries(received?.headers ?? {}).filter(([, value]) => String(value).includes(KEY)),
      ).toHaveLength(1)
    }
  })

  it('never reach an address other than the one their fetch was made for', async () => {
    await using other = await serve((_received, response) => sendJson(response, 200, {}))
    for (const [provider, model] of MODELS) {
      const sdkModel = createSdkLanguageModel({
        provider,
        model,
        apiKey: KEY,
        baseUrl: `${other.origin}/v1`,
        fetch: createGuardedFetch({ provider, baseUrl: 'http://127.0.0.1:9' }),
        nowMs: () => 0,
      })
      await expect(sdkModel.generate(JUDGE_REQUEST)).rejects.toMatchObject({
        reason: 'unavailable',
        isRetryable: false,
        mayBeBilled: false,
      })
    }
    expect(other.received).toEqual([])
  })

  it.each([
    ['anthropic', 'ANTHROPIC', 'claude-sonnet-4-6'],
    ['openai', 'OPENAI', 'gpt-5-mini'],
    ['google', 'GOOGLE_GENERATIVE_AI', 'gemini-2.5-flash'],
  ] as const)('to %s take neither address nor key from the environment', async (provider, prefix, model) => {
    vi.stubEnv(`${prefix}_BASE_URL`, 'http://127.0.0.1:9/canary')
    vi.stubEnv(`${prefix}_API_KEY`, 'canary')
    const asked: string[] = []
    const sdkModel = createSdkLanguageModel({
      provider,
      model,
      apiKey: '',
      fetch: async (input, init) => {
        asked.push(String(input), JSON.stringify(init?.headers))
        return Response.json(answerReply(provider, ''))
      },
      nowMs: () => 0,
    })
    await sdkModel.generate(AGENT_REQUEST).finally(() => vi.unstubAllEnvs())
    expect(asked[0]?.startsWith(LANGUAGE_BASE_URLS[provider])).toBe(true)
    expect(asked.join()).not.toContain('canary')
  })

  it('to a server that wants no key carry none', async () => {
    await using server = await serve((_received, response) =>
      sendJson(response, 200, answerReply('openai-compatible', 'hello')),
    )
    const model = createSdkLanguageModel({
      provider: 'openai-compatible',
      model: 'llama-4',
      apiKey: undefined,
      baseUrl: `${server.origin}/v1/`,
      fetch: createGuardedFetch({ provider: 'openai-compatible', baseUrl: server.origin }),
      nowMs: () => 0,
    })
    await model.generate(AGENT_REQUEST)
    expect(server.received[0]).toMatchObject({ path: '/v1/chat/completions' })
    expect(server.received[0]?.headers).not.toHaveProperty('authorization')
  })
})

describe('settings', () => {
  it.each([
    ['anthropic', 'claude-haiku-4-5-20251001', true],
    ['anthropic', 'claude-sonnet-4-6', true],
    ['anthropic', 'claude-opus-4-6', true],
    ['anthropic', 'claude-opus-4-7', false],
    ['anthropic', 'claude-haiku-5-5', false],
    ['anthropic', 'claude-fable-5-1', false],
    ['anthropic', 'claude-nobody-9', false],
    ['openai', 'gpt-4.1', true],
    ['openai', 'gpt-4o-mini', true],
    ['openai', 'gpt-5-chat-latest', true],
    ['openai', 'gpt-5', false],
    ['openai', 'gpt-5.2-chat-latest', false],
    ['openai', 'gpt-6.1-terra', false],
    ['openai', 'gpt-12-nova', false],
    ['openai', 'o3-mini', false],
    ['google', 'gemini-2.5-pro', true],
    ['google', 'gemini-4-argon', true],
    ['openai-compatible', 'anything', true],
  ] as const)(
    'of %s %s say whether a temperature is sent (%s), and the request agrees',
    async (provider, model, isSent) => {
      await using bench = await sdkWorkbench(provider, model)
      await bench.model.generate(JUDGE_REQUEST)
      const settings = bench.model.settingsOf(JUDGE_REQUEST)
      expect(settings.temperature).toBe(isSent ? 0.3 : undefined)
      expect(settings.dropped).toHaveLength(isSent ? 0 : 1)
      expect(bench.server.received[0]?.body.includes('"temperature":0.3')).toBe(isSent)
    },
  )

  it('name what was dropped with its value, and nothing that nobody asked for', async () => {
    await using bench = await sdkWorkbench('anthropic', 'claude-sonnet-5-5')
    expect(bench.model.settingsOf({ temperature: 0.3 }).dropped).toEqual([
      'temperature 0.3: Claude models after Opus 4.6, Sonnet 4.6 and Haiku 4.5 take no temperature',
    ])
    expect(bench.model.settingsOf({}).dropped).toEqual([])
    expect(bench.model.settingsOf({}).apiVersion).toBe('2023-06-01')
  })

  it('ask for little thinking and room for it when judging, and for neither when an agent is replayed', async () => {
    await using bench = await sdkWorkbench('openai', 'gpt-5-mini')
    expect(bench.model.settingsOf(JUDGE_REQUEST)).toMatchObject({
      reasoning: 'minimal',
      maxOutputTokens: 2048,
    })
    expect(bench.model.settingsOf(AGENT_REQUEST)).not.toHaveProperty('reasoning')
    expect(bench.model.settingsOf(AGENT_REQUEST)).not.toHaveProperty('maxOutputTokens')
  })

  it('follow what the caller knows about a model better than its name does', async () => {
    const model = createSdkLanguageModel({
      provider: 'openai-compatible',
      model: 'gpt-5-mini',
      apiKey: KEY,
      baseUrl: 'http://127.0.0.1:9/v1',
      fetch: async () => new Response(),
      nowMs: () => 0,
      capabilities: { temperatureRefused: 'the gateway says so' },
    })
    expect(model.settingsOf(JUDGE_REQUEST).dropped).toEqual(['temperature 0.3: the gateway says so'])
  })

  it.each([
    ['anthropic', 'claude-3-haiku-20240307'],
    ['anthropic', 'claude-sonnet-4-20250514'],
    ['openai', 'gpt-4-turbo'],
  ] as const)('%s %s is not asked for JSON, since it could only promise it', async (provider, model) => {
    await using bench = await sdkWorkbench(provider, model)
    expect(capabilitiesOf(provider, model).answersBySchema).toBe(false)
    await expect(bench.model.generate(JUDGE_REQUEST)).rejects.toMatchObject({
      reason: 'bad-request',
      mayBeBilled: false,
    })
    expect(bench.server.received).toEqual([])
  })
})
