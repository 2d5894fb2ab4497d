import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../errors/config-error.ts'
import { IngestError } from '../../../errors/ingest-error.ts'
import { createMemoryIo } from '../memory-io.ts'
import { readSuite } from './read-suite.ts'

function read(files: { readonly [path: string]: string }, path = Object.keys(files)[0] as string) {
  return readSuite(path, createMemoryIo(files), { isForbiddenId: id => id.includes('4111') })
}

async function conversations(files: { readonly [path: string]: string }) {
  const { items } = await read(files)
  return items.map(({ trace }) => trace.messages.map(({ role, text }) => `${role}: ${text}`))
}

describe('readSuite', () => {
  it('writes the variables of every promptfoo test into every prompt', async () => {
    const yaml = `
prompts: ['Answer: {{question}}', 'In {{ tone }} words: {{question}}']
defaultTest: { vars: { tone: few } }
tests:
  - vars: { question: Where is my parcel? }
    assert: [{ type: contains, value: Monday }, { type: equals, value: On Monday. }]
  - vars: { question: [Open on Sunday?, Closed?], tone: many }
`
    expect(await conversations({ 'p.yaml': yaml })).toEqual([
      ['user: Answer: Where is my parcel?', 'assistant: On Monday.'],
      ['user: In few words: Where is my parcel?', 'assistant: On Monday.'],
      ['user: Answer: Open on Sunday?'],
      ['user: In many words: Open on Sunday?'],
      ['user: Answer: Closed?'],
      ['user: In many words: Closed?'],
    ])
  })

  it('reads chat prompts and the tests of another file', async () => {
    const config = JSON.stringify({
      prompts: ['[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "{{ask}}"}]'],
      tests: 'file://cases.csv',
    })
    const files = { '/s/p.json': config, '/s/cases.csv': 'ask,__expected\nWhere?,equals: Here.\nWhen?,\n' }
    expect(await conversations(files)).toEqual([
      ['system: Be brief.', 'user: Where?', 'assistant: Here.'],
      ['system: Be brief.', 'user: When?'],
    ])
    const { items } = await read(files)
    expect(items.map(item => item.answeredBy)).toEqual(['reference', 'nobody'])
  })

  it('takes answers and scores from a file of promptfoo results', async () => {
    const row = (prompt: string, score: number) => ({
      prompt: { raw: prompt, label: 'p' },
      response: { output: 'Today.' },
      success: score > 0,
      score,
    })
    const { items, format } = await read({
      'results.json': JSON.stringify({
        results: { version: 3, results: [row('When?', 0.5), row('Who?', 0)] },
      }),
    })
    expect(format).toBe('promptfoo')
    expect(items.map(({ score, answeredBy }) => [score, answeredBy])).toEqual([
      [0.5, 'recording'],
      [0, 'recording'],
    ])
  })

  it('keeps conversation, epochs and the mean score of an Inspect log', async () => {
    const messages = [
      { role: 'user', content: [{ type: 'text', text: 'Cancel A1.' }] },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'c1', function: 'cancel', arguments: { order: 'A1' }, type: 'function' }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'done' },
      { role: 'assistant', content: 'Cancelled.' },
    ]
    const scores = { match: { value: 'C' }, rubric: { value: 0.5 }, notes: { value: { a: 1 } } }
    const log = {
      version: 2,
      eval: { task: 'shop' },
      samples: [
        { id: 's1', epoch: 1, input: 'Cancel A1.', target: 'Cancelled.', messages, scores },
        {
          id: 's1',
          epoch: 2,
          input: 'Cancel A1.',
          target: 'Cancelled.',
          messages: [],
          scores: { match: { value: 'I' } },
        },
      ],
    }
    const { items } = await read({ 'log.json': JSON.stringify(log) })
    expect(items.map(({ trace, answeredBy, score }) => [trace.traceId, answeredBy, score])).toEqual([
      ['s1', 'recording', 0.75],
      ['s1:2', 'reference', 0],
    ])
    expect(items[0]?.trace.messages[1]).toMatchObject({
      calls: [{ id: 'c1', name: 'cancel', arguments: { kind: 'parsed', value: { order: 'A1' } } }],
    })
  })

  it('finds requests, answers and scores of a CSV by the names of its columns', async () => {
    const { items } = await read({
      'cases.csv': 'Id,Question,Expected Output,Passed\n1,"Where, exactly?",Here.,pass\n2,When?,,no\n',
    })
    expect(items.map(({ trace, answeredBy, score }) => [trace.traceId, answeredBy, score])).toEqual([
      ['1', 'reference', 1],
      ['2', 'nobody', 0],
    ])
    expect(items[0]?.trace.messages[0]?.text).toBe('Where, exactly?')
  })

  it('keeps everything of canonical rows, also of rows nobody answered', async () => {
    const rows = [
      { trace_id: 'a', messages: [{ role: 'user', content: 'Where?' }], flags: { v2: 'on' }, score: 1 },
      { trace_id: 'b', messages: [{ role: 'assistant', content: 'Hello' }] },
      { trace_id: 'a', messages: [{ role: 'user', content: 'Again?' }] },
    ]
    const suite = await read({ 'suite.jsonl': rows.map(row => JSON.stringify(row)).join('\n') })
    expect(suite.items).toMatchObject([{ trace: { flags: { v2: 'on' } }, answeredBy: 'nobody', score: 1 }])
    expect(suite.rejected).toEqual([
      { kind: 'rejected', file: 'suite.jsonl', line: 2, reason: 'no request of a user' },
    ])
  })

  it('names a case after its request, whatever else stands in the file', async () => {
    const one = await read({ 'a.yaml': 'tests: [{ vars: { prompt: Where? } }]' })
    const two = await read({ 'b.yaml': 'tests: [{ vars: { prompt: When? } }, { vars: { prompt: Where? } }]' })
    expect(two.items[1]?.trace.traceId).toBe(one.items[0]?.trace.traceId)
    expect(two.items[0]?.trace.traceId).not.toBe(one.items[0]?.trace.traceId)
  })

  it('says what of a suite it cannot use', async () => {
    await expect(read({ 'a.csv': 'colour\nred\n' })).rejects.toThrow(ConfigError)
    await expect(read({ 'a.eval': 'PK' })).rejects.toThrow('found the binary log')
    await expect(read({ 'a.yaml': 'tests: []' })).rejects.toThrow(IngestError)
    await expect(read({ 'a.yaml': 'prompts: [file://x.txt]\ntests: [{ vars: { a: 1 } }]' })).rejects.toThrow(
      'a prompt in a file of its own',
    )
    const suite = await read({ 'a.csv': 'id,input\n4111,secret\n2,ok\n' })
    expect(suite.rejected.map(({ reason }) => reason)).toEqual([
      '/id: id contains a card or bank account number',
    ])
  })
})
