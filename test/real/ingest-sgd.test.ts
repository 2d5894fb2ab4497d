import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { collectTraces } from '../../src/stages/ingest/collect-traces.ts'
import { createFileIo } from '../../src/stages/ingest/create-file-io.ts'
import { dataFolder } from './data-folder.ts'

const source = {
  format: 'messages',
  path: 'sgd-dialogues.jsonl.gz',
  map: {
    id: '/dialogue_id',
    messages: '/turns',
    message: {
      role: '/speaker',
      text: '/utterance',
      roles: { USER: 'user', SYSTEM: 'assistant' },
      calls: '/frames',
      call_name: '/service_call/method',
      call_arguments: '/service_call/parameters',
      call_result: '/service_results',
    },
  },
} as const

it('reads the Schema-Guided Dialogues with the turns and service calls of the reference figures', async () => {
  const io = createFileIo({ cwd: resolve(dataFolder(), 'traces') })
  const { traces, report, warnings } = await collectTraces(source, io, { side: 'baseline' })
  const messages = traces.flatMap(trace => trace.messages)
  const calls = messages.flatMap(message => (message.role === 'assistant' ? message.calls : []))
  const spoken = messages.filter(message => message.role !== 'tool' && message.text !== '')
  expect(warnings).toEqual([])
  expect({ rejected: report.rejected, dialogues: traces.length }).toEqual({ rejected: [], dialogues: 512 })
  expect({ turns: spoken.length, calls: calls.length }).toEqual({ turns: 6880, calls: 1126 })
  expect(messages.filter(message => message.role === 'tool')).toHaveLength(1126)
  expect(calls.every(call => call.arguments.kind === 'parsed')).toBe(true)
})
