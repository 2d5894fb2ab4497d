import { expect, it } from 'vitest'
import { startGemini } from './__fixtures__/start-gemini.ts'

const model = 'gemini-2.5-flash'

/** What @google/genai 3.1.0 writes; a new release that writes something else shows here before it shows in production. */
it('the official SDK asks as it asked when the simulator was written', async () => {
  await using gemini = await startGemini()
  const { client, simulator } = gemini
  await client.models.generateContent({
    model,
    contents: 'x',
    config: { systemInstruction: 's', temperature: 0, thinkingConfig: { thinkingBudget: 0 } },
  })
  await client.models.countTokens({ model, contents: 'x' })
  await client.models.embedContent({
    model: 'gemini-embedding-001',
    contents: ['x'],
    config: { taskType: 'SEMANTIC_SIMILARITY', outputDimensionality: 768 },
  })
  const file = new Blob(['{"key":"a","request":{}}\n'], { type: 'application/jsonl' })
  const { name = '' } = await client.files.upload({ file, config: { displayName: 'b' } })
  const job = await client.batches.create({ model, src: name, config: { displayName: 'd' } })
  await client.batches.create({ model, src: [{ contents: 'x', metadata: { key: 'a1' } }] })
  await client.batches.get({ name: job.name ?? '' })
  await client.batches.cancel({ name: job.name ?? '' })
  await client.batches.list({ config: { pageSize: 2 } })
  const ids: readonly (readonly [string, string])[] = [
    [name.slice('files/'.length), 'FILE'],
    [job.name?.slice('batches/'.length) ?? 'no id', 'BATCH'],
  ]
  const asked = simulator.requests.records.map(({ method, path, body }) => {
    const text = `${method} ${path.replace(/upload_id=\w+/, 'upload_id=ID')} ${body}`
    return ids.reduce((known, [id, word]) => known.replaceAll(id, word), text)
  })
  expect(asked).toMatchInlineSnapshot(`
    [
      "POST /v1/models/gemini-2.5-flash:generateContent {"contents":[{"parts":[{"text":"x"}],"role":"user"}],"systemInstruction":{"parts":[{"text":"s"}],"role":"user"},"generationConfig":{"temperature":0,"thinkingConfig":{"thinkingBudget":0}}}",
      "POST /v1/models/gemini-2.5-flash:countTokens {"contents":[{"parts":[{"text":"x"}],"role":"user"}]}",
      "POST /v1/models/gemini-embedding-001:batchEmbedContents {"requests":[{"content":{"role":"user","parts":[{"text":"x"}]},"taskType":"SEMANTIC_SIMILARITY","outputDimensionality":768,"model":"models/gemini-embedding-001"}]}",
      "POST /upload/v1/files {"file":{"mimeType":"application/jsonl","displayName":"b","sizeBytes":"25"}}",
      "POST /upload/v1/files?upload_id=ID&upload_protocol=resumable {"key":"a","request":{}}
    ",
      "POST /v1/models/gemini-2.5-flash:batchGenerateContent {"batch":{"inputConfig":{"fileName":"files/FILE"},"displayName":"d"}}",
      "POST /v1/models/gemini-2.5-flash:batchGenerateContent {"batch":{"inputConfig":{"requests":{"requests":[{"request":{"contents":[{"parts":[{"text":"x"}],"role":"user"}]},"metadata":{"key":"a1"}}]}}}}",
      "GET /v1/batches/BATCH ",
      "POST /v1/batches/BATCH:cancel {}",
      "GET /v1/batches?pageSize=2 ",
    ]
  `)
})
