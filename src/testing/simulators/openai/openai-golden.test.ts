import { expect, it } from 'vitest'
import { startOpenAi } from './__fixtures__/start-openai.ts'

/** What openai 7.57.0 writes; a new release that writes something else shows here before it shows in production. */
it('the official SDK asks as it asked when the simulator was written', async () => {
  await using openai = await startOpenAi()
  const { client, simulator } = openai
  await client.chat.completions.create({
    model: 'gpt-5-mini',
    messages: [{ role: 'user', content: 'Some JSON.' }],
    response_format: { type: 'json_object' },
  })
  await client.responses.create({ model: 'gpt-5-mini', input: 'x', text: { verbosity: 'low' } })
  await client.decisions.create({
    model: 'gpt-6-luna',
    input: 'x',
    questions: [{ type: 'predicate', instructions: 'True?' }],
  })
  await client.embeddings.create({ model: 'text-embedding-3-small', input: 'x' })
  const file = await client.files.create({ file: new File(['{}\n'], 'b.jsonl'), purpose: 'batch' })
  const batch = await client.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/responses',
    completion_window: '24h',
    metadata: { run: 'r1' },
  })
  await client.batches.cancel(batch.id)
  await client.batches.list({ limit: 2, after: batch.id })
  const ids: readonly (readonly [string, string])[] = [
    [file.id, 'FILE'],
    [batch.id, 'BATCH'],
  ]
  const asked = simulator.requests.records.map(({ method, path, body, headers }) => {
    const boundary = /boundary=(.+)/.exec(headers['content-type'] ?? '')?.[1] ?? 'no boundary'
    const text = `${method} ${path} ${body.replaceAll(boundary, 'BOUNDARY').replaceAll('\r\n', '|')}`
    return ids.reduce((known, [id, name]) => known.replaceAll(id, name), text)
  })
  expect(asked).toMatchInlineSnapshot(`
    [
      "POST /v1/chat/completions {"model":"gpt-5-mini","messages":[{"role":"user","content":"Some JSON."}],"response_format":{"type":"json_object"}}",
      "POST /v1/responses {"model":"gpt-5-mini","input":"x","text":{"verbosity":"low"}}",
      "POST /v1/decisions {"model":"gpt-6-luna","input":"x","questions":[{"type":"predicate","instructions":"True?"}]}",
      "POST /v1/embeddings {"model":"text-embedding-3-small","input":"x","encoding_format":"base64"}",
      "POST /v1/files --BOUNDARY|Content-Disposition: form-data; name="file"; filename="b.jsonl"|Content-Type: application/octet-stream||{}
    |--BOUNDARY|Content-Disposition: form-data; name="purpose"||batch|--BOUNDARY--|",
      "POST /v1/batches {"input_file_id":"FILE","endpoint":"/v1/responses","completion_window":"24h","metadata":{"run":"r1"}}",
      "POST /v1/batches/BATCH/cancel ",
      "GET /v1/batches?limit=2&after=BATCH ",
    ]
  `)
  const headers = simulator.requests.records.map(record => record.headers)
  expect(new Set(headers.map(each => each.authorization))).toEqual(new Set(['Bearer sk-test']))
  expect(headers.flatMap(each => Object.keys(each)).filter(name => name.includes('idempotency'))).toEqual([])
})
