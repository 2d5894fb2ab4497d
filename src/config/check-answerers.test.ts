import { expect, it } from 'vitest'
import { loadText, refusal } from './__fixtures__/load-text.ts'

it('reads every way to answer live', async () => {
  const { config } = await loadText(`
candidate: { model: gpt-5-mini, system: Be brief., max_output_tokens: 512 }
baseline: { http: { url: "http://127.0.0.1:9000/agent", shape: tidegate } }
replay: { mode: trajectory, user_simulator: { module: ./user.ts } }
models:
  endpoints:
    gateway: { base_url: "https://llm.example.com/v1/", api_key_env: GATEWAY_API_KEY, usd_per_million_tokens: { input: 1, output: 2 } }
evaluation: { freeform: { judge_model: gateway/llama } }
`)
  expect(config.candidate).toMatchObject({ kind: 'model', model: 'gpt-5-mini', system: 'Be brief.' })
  expect(config.baseline).toMatchObject({ kind: 'http', shape: 'tidegate', allowPrivateNetwork: false })
  expect(config.replay).toMatchObject({
    mode: 'trajectory',
    userSimulator: { kind: 'module', path: '/project/config/user.ts' },
  })
  expect(config.models.endpoints).toEqual({
    gateway: {
      protocol: 'openai-compatible',
      baseUrl: 'https://llm.example.com/v1',
      apiKeyVariable: 'GATEWAY_API_KEY',
      allowPrivateNetwork: false,
      usdPerMillionTokens: { input: 1, output: 2 },
    },
  })
  expect(config.freeform.judge.model).toBe('gateway/llama')
})

it("reads the template's `baseline_model` as a baseline that answers again", async () => {
  const { config } = await loadText('evaluation: { freeform: { baseline_model: gpt-5 } }')
  expect(config.baseline).toMatchObject({ kind: 'model', model: 'gpt-5' })
})

it('a module counts by its file name alone, so that two machines name a config alike', async () => {
  const hashOf = async (path: string) => (await loadText(`candidate: { module: ${path} }`)).config.configHash
  expect(await hashOf('/a/agent.ts')).toBe(await hashOf('/b/agent.ts'))
  expect(await hashOf('/a/agent.ts')).not.toBe(await hashOf('/a/other.ts'))
})

it.each([
  ['two candidates', 'candidate: { model: gpt-5, module: ./a.ts }', 'expected exactly one of'],
  ['a candidate without a way to answer', 'candidate: { temperature: 1 }', 'expected exactly one of'],
  ['a prompt for a module', 'candidate: { module: ./a.ts, system: hi }', 'goes with `model`'],
  ['a plain address', 'candidate: { http: { url: "http://agent.example.com" } }', 'expected https'],
  [
    "a provider's key for another server",
    'candidate: { http: { url: "https://agent.example.com", api_key_env: OPENAI_API_KEY } }',
    'is for https://api.openai.com alone',
  ],
  [
    'a key inside an address',
    'models: { endpoints: { gw: { base_url: "https://u:p@h.example.com" } } }',
    'without user name',
  ],
  ['an unknown endpoint', 'evaluation: { freeform: { judge_model: gw/llama } }', 'found `gw`'],
  [
    "an endpoint with a provider's name",
    'models: { endpoints: { openai: { base_url: "https://h.example.com" } } }',
    'the name of an endpoint',
  ],
  [
    'a baseline given twice',
    'baseline: { model: gpt-5 }\nevaluation: { freeform: { baseline_model: gpt-5 } }',
    'given beside `baseline`',
  ],
  ['a user simulator that is nowhere', 'replay: { user_simulator: {} }', 'expected exactly one of'],
])('refuses %s', async (_title, text, message) => {
  expect((await refusal(text)).message).toContain(message)
})
