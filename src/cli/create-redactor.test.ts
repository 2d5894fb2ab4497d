import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/load-config.ts'
import { createRedactor } from './create-redactor.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidegate-redactor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function redactorOf(privacy: object, baseline?: object, cores = 2) {
  const { config } = await loadConfig(join(folder, 'tidegate.yaml'), {
    readFile: async () => Buffer.from(JSON.stringify({ seed: 1, privacy, baseline })),
    env: {},
    cwd: folder,
  })
  return createRedactor(config, () => undefined, cores)
}

describe('createRedactor', () => {
  it.each([
    { title: 'a vault', privacy: { vault: { enabled: true } } },
    { title: 'a server of names', privacy: { ner: 'required', presidio: { url: 'http://127.0.0.1:5002' } } },
    { title: 'synthetic privacy', privacy: { mode: 'synthetic' }, baseline: { model: 'openai/gpt-5-mini' } },
  ])(
    'gives threads to nobody under $title, which must see every text here',
    async ({ privacy, baseline }) => {
      expect((await redactorOf(privacy, baseline)).startWorkers).toBeUndefined()
    },
  )

  it('gives threads to nobody on one core', async () => {
    expect((await redactorOf({ ner: 'none' }, undefined, 1)).startWorkers).toBeUndefined()
  })

  it('gives threads the policy, the engine and the surrogates of the config', async () => {
    const privacy = { ner: 'none', surrogates: true, fields: { deny: ['/flags/plan'] } }
    const redactText = await redactorOf(privacy)
    const workers = redactText.startWorkers?.()
    const traces = [
      {
        kind: 'trace' as const,
        traceId: 't-1' as never,
        messages: [{ role: 'user' as const, text: 'I am Maria Gonzalez, ann@example.com', calls: [] }],
        flags: { plan: 'gold' },
      },
    ]
    const redacted = await workers?.redact(traces as never)
    await workers?.close()
    const [trace] = redacted ?? []
    expect(trace?.flags?.plan).toMatch(/^<FIELD_k1_/)
    expect(trace?.messages[0]?.text).toBe(redactText('I am Maria Gonzalez, ann@example.com'))
    expect(trace?.messages[0]?.text).toMatch(/^I am Maria Gonzalez, .*@example\.com$/)
    expect(redactText.counts()).toEqual({ EMAIL: 2, FIELD: 1 })
  })
})
