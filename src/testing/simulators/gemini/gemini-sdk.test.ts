import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FinishReason, FunctionCallingConfigMode, Type } from '@google/genai'
import { expect, it } from 'vitest'
import { callsAnswer, jsonAnswer, textAnswer } from '../core/answer.ts'
import { startGemini } from './__fixtures__/start-gemini.ts'

const model = 'gemini-2.5-flash'

it('the official SDK reads structured output and counts thoughts apart from the answer', async () => {
  const schemas: unknown[] = []
  await using gemini = await startGemini(request => {
    schemas.push(request.schema)
    return jsonAnswer({ score: 4 }, 120)
  })
  const reply = await gemini.client.models.generateContent({
    model,
    contents: 'An answer.',
    config: {
      systemInstruction: 'Judge.',
      temperature: 0,
      maxOutputTokens: 2048,
      seed: 7,
      responseMimeType: 'application/json',
      responseSchema: {
        type: Type.OBJECT,
        properties: {
          score: { type: Type.INTEGER },
          tags: { type: Type.ARRAY, items: { type: Type.STRING }, maxItems: '5' },
        },
        required: ['score'],
        propertyOrdering: ['score'],
      },
      thinkingConfig: { thinkingBudget: -1 },
    },
  })
  expect(reply.text).toBe('{"score":4}')
  expect(reply.modelVersion).toBe(model)
  expect(reply.candidates?.[0]?.finishReason).toBe(FinishReason.STOP)
  const {
    promptTokenCount = 0,
    candidatesTokenCount,
    thoughtsTokenCount,
    totalTokenCount,
  } = reply.usageMetadata ?? {}
  expect([candidatesTokenCount, thoughtsTokenCount, totalTokenCount]).toEqual([
    3,
    120,
    promptTokenCount + 123,
  ])
  expect(gemini.simulator.billing.totalPicoUsd()).toBe(promptTokenCount * 300_000 + 123 * 2_500_000)
  expect(schemas).toEqual([
    {
      type: 'object',
      properties: { score: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
      required: ['score'],
    },
  ])
})

it('turned off, thinking costs nothing', async () => {
  await using gemini = await startGemini(() => textAnswer('yes', 120))
  const ask = (thinkingBudget: number) =>
    gemini.client.models.generateContent({
      model,
      contents: 'x',
      config: { thinkingConfig: { thinkingBudget } },
    })
  const [off, on] = [await ask(0), await ask(512)]
  expect([off, on].map(reply => reply.usageMetadata?.thoughtsTokenCount)).toEqual([undefined, 120])
})

it('a function call comes back signed, and with its response it goes on; without the signature Gemini 3 refuses', async () => {
  await using gemini = await startGemini(request =>
    request.messages.at(-1)?.role === 'tool'
      ? textAnswer(JSON.stringify(request.messages.at(-1)))
      : callsAnswer([{ name: 'look_up', arguments: '{"id":7}' }]),
  )
  const config = {
    tools: [{ functionDeclarations: [{ name: 'look_up', parametersJsonSchema: { type: 'object' } }] }],
    toolConfig: {
      functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['look_up'] },
    },
  }
  const user = { role: 'user', parts: [{ text: 'Where is order 7?' }] }
  const three = 'gemini-3.5-flash'
  const first = await gemini.client.models.generateContent({ model: three, contents: [user], config })
  const called = first.candidates?.[0]?.content ?? {}
  const id = first.functionCalls?.[0]?.id ?? ''
  expect(first.functionCalls).toMatchObject([{ name: 'look_up', args: { id: 7 } }])
  expect(called.parts?.[0]?.thoughtSignature).toMatch(/^[A-Za-z0-9+/]+=*$/)
  const answer = {
    role: 'user',
    parts: [{ functionResponse: { id, name: 'look_up', response: { output: 'here' } } }],
  }
  const second = await gemini.client.models.generateContent({
    model: three,
    contents: [user, called, answer],
    config,
  })
  expect(JSON.parse(second.text ?? '')).toMatchObject({
    callId: id,
    toolName: 'look_up',
    text: '{"output":"here"}',
  })
  const unsigned = { role: 'model', parts: [{ functionCall: { id, name: 'look_up', args: {} } }] }
  const again = (model: string) =>
    gemini.client.models.generateContent({ model, contents: [user, unsigned, answer], config })
  await expect(again(three)).rejects.toThrow('thought_signature')
  expect((await again(model)).text).toContain('look_up')
})

it('counting tokens agrees with the bill and costs nothing', async () => {
  await using gemini = await startGemini()
  const contents = 'Some text to be counted.'
  const { totalTokens } = await gemini.client.models.countTokens({ model, contents })
  expect(gemini.simulator.billing.charges).toEqual([])
  const { usageMetadata } = await gemini.client.models.generateContent({ model, contents })
  expect(usageMetadata?.promptTokenCount).toBe(totalTokens)
})

it('full embeddings have unit length, shortened ones are their beginning and have not', async () => {
  await using gemini = await startGemini()
  const embed = async (contents: string[], outputDimensionality?: number) => {
    const config = outputDimensionality === undefined ? {} : { outputDimensionality, taskType: 'CLUSTERING' }
    const reply = await gemini.client.models.embedContent({ model: 'gemini-embedding-001', contents, config })
    return (reply.embeddings ?? []).map(each => each.values ?? [])
  }
  const [x = [], y = []] = await embed(['x', 'y'])
  const [shortY = []] = await embed(['y'], 768)
  expect([x.length, shortY.length]).toEqual([3072, 768])
  expect(Math.hypot(...x)).toBeCloseTo(1, 6)
  expect(Math.hypot(...shortY)).toBeLessThan(0.7)
  expect(shortY).toEqual(y.slice(0, 768))
  expect(gemini.simulator.billing.totalPicoUsd()).toBe(3 * 150_000)
})

it('the newer embedding model takes several parts for one text', async () => {
  await using gemini = await startGemini()
  const reply = await gemini.client.models.embedContent({ model: 'gemini-embedding-2', contents: ['a', 'b'] })
  expect(reply.embeddings).toHaveLength(1)
})

it('files are uploaded in one go, listed, described and deleted, and expire after two days', async () => {
  await using gemini = await startGemini()
  const { files } = gemini.client
  const file = new Blob(['{"key":"ä"}\n'], { type: 'application/jsonl' })
  const uploaded = await files.upload({ file, config: { displayName: 'b' } })
  expect(uploaded).toMatchObject({
    displayName: 'b',
    sizeBytes: '13',
    mimeType: 'application/jsonl',
    state: 'ACTIVE',
  })
  const name = uploaded.name ?? ''
  const second = await files.upload({ file, config: { displayName: 'c' } })
  const listed = []
  for await (const each of await files.list({ config: { pageSize: 1 } })) listed.push(each.displayName)
  expect(listed).toEqual(['c', 'b'])
  await files.delete({ name: second.name ?? '' })
  await expect(files.get({ name: second.name ?? '' })).rejects.toMatchObject({ status: 403 })
  expect((await files.get({ name })).name).toBe(name)
  await gemini.clock.advance(48 * 3_600_000)
  await expect(files.get({ name })).rejects.toMatchObject({ status: 403 })
})

it('results of a batch from a file are downloaded by the SDK', async () => {
  await using gemini = await startGemini(request => textAnswer(`to ${JSON.stringify(request.messages[0])}`))
  const { batches, files } = gemini.client
  const line = (key: string): string =>
    `${JSON.stringify({ key, request: { contents: [{ role: 'user', parts: [{ text: key }] }] } })}\n`
  const file = new Blob([line('a'), line('b')], { type: 'application/jsonl' })
  const { name: src = '' } = await files.upload({ file, config: { displayName: 'b' } })
  const job = await batches.create({ model, src, config: { displayName: 'run-1' } })
  await gemini.clock.advance(2 * 3_600_000)
  const done = await batches.get({ name: job.name ?? '' })
  expect(done).toMatchObject({ state: 'JOB_STATE_SUCCEEDED', displayName: 'run-1' })
  const downloadPath = join(tmpdir(), `gemini-${process.pid}-${src.slice(6)}.jsonl`)
  try {
    await files.download({ file: done.dest?.fileName ?? '', downloadPath })
    const lines = (await readFile(downloadPath, 'utf8')).trim().split('\n')
    const read = lines.map(each => JSON.parse(each))
    expect(read.map(each => each.key).toSorted()).toEqual(['a', 'b'])
    const { key, response } = read[0]
    expect(response.candidates[0].content.parts[0].text).toBe(`to {"role":"user","text":"${key}"}`)
  } finally {
    await rm(downloadPath, { force: true })
  }
  await expect(files.download({ file: src, downloadPath })).rejects.toThrow('Only generated files')
})
