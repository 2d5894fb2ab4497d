import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CollectedTraces, collectTraces } from '../../src/stages/ingest/collect-traces.ts'
import { createFileIo } from '../../src/stages/ingest/create-file-io.ts'
import { selectWindow } from '../../src/stages/ingest/select-window.ts'

const folder = resolve(
  process.env.TIDEGATE_DATA ?? resolve(import.meta.dirname, '../../../shared/data'),
  'traces',
)
const io = createFileIo({ cwd: folder })

/** The mapping of the issue. */
const map = {
  id: ['/task_id'],
  messages: '/messages',
  outcome: '/reward_info/reward',
  started_at: '/start_time',
  model: '/agent_llm',
  finish: '/termination_reason',
}

/** The reference figures of the data's README. */
const RUNS = [
  {
    file: 'tau2-retail-gpt-4.1.jsonl',
    rows: 40,
    agentCalls: 299,
    successes: 34,
    finishes: { completed: 40 },
  },
  {
    file: 'tau2-retail-gpt-4.1-sft.jsonl',
    rows: 40,
    agentCalls: 292,
    successes: 34,
    finishes: { completed: 40 },
  },
  {
    file: 'tau2-retail-toolorchestra.jsonl.gz',
    rows: 114,
    agentCalls: 873,
    successes: 96,
    finishes: { completed: 114 },
  },
  {
    file: 'tau2-telecom-gpt-4.1.jsonl',
    rows: 40,
    agentCalls: 207,
    successes: 18,
    finishes: { completed: 40 },
  },
  {
    file: 'tau2-telecom-gpt-4.1-sft.jsonl.gz',
    rows: 40,
    agentCalls: 656,
    successes: 30,
    finishes: { completed: 34, 'step-limit': 5, error: 1 },
  },
]

beforeAll(() => {
  if (!existsSync(folder)) throw new Error('Expected the recorded traces; set TIDEGATE_DATA to their folder')
})

function agentCalls({ traces }: CollectedTraces): number {
  const turns = traces.flatMap(trace => trace.messages.filter(message => message.role === 'assistant'))
  return turns.reduce((sum, turn) => sum + turn.calls.length, 0)
}

function finishes({ traces }: CollectedTraces): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { finish } of traces) if (finish) counts[finish.kind] = (counts[finish.kind] ?? 0) + 1
  return counts
}

describe.each(RUNS)('$file', run => {
  it('has the rows, agent calls, successes and endings of the reference figures', async () => {
    const collected = await collectTraces({ format: 'messages', path: run.file, map }, io, {
      side: 'baseline',
    })
    expect(collected.report).toEqual({
      side: 'baseline',
      accepted: run.rows,
      rejected: [],
      filtered: {
        duplicate: 0,
        'health-check': 0,
        'system-only': 0,
        evaluation: 0,
        'no-content': 0,
        'outside-window': 0,
      },
      unknownFinishes: {},
    })
    expect(collected.warnings).toEqual([])
    expect(agentCalls(collected)).toBe(run.agentCalls)
    expect(collected.traces.filter(trace => trace.outcome === 1)).toHaveLength(run.successes)
    expect(finishes(collected)).toEqual(run.finishes)
  })
})

it('gives every tool result of telecom to the side that called: 207 to the agent, 482 to the user', async () => {
  const source = { format: 'messages', path: 'tau2-telecom-gpt-4.1.jsonl', map } as const
  const { traces } = await collectTraces(source, io, { side: 'baseline' })
  const results = traces.flatMap(trace => trace.messages.filter(message => message.role === 'tool'))
  expect(results.filter(result => result.requestor === 'assistant')).toHaveLength(207)
  expect(results.filter(result => result.requestor === 'user')).toHaveLength(482)
  const callIds = traces.flatMap(trace =>
    trace.messages.flatMap(message => ('calls' in message ? message.calls.map(call => call.id) : [])),
  )
  expect(new Set(results.map(result => result.callId))).toEqual(new Set(callIds))
})

it('reads both retail runs by a glob and finds the 40 repeated tasks', async () => {
  const source = { format: 'messages', path: 'tau2-retail-gpt-*.jsonl', map } as const
  const { report } = await collectTraces(source, io, { side: 'baseline' })
  expect({ accepted: report.accepted, duplicate: report.filtered.duplicate }).toEqual({
    accepted: 40,
    duplicate: 40,
  })
})

it('puts the window of a run of August 2025 around its last day', async () => {
  const source = { format: 'messages', path: 'tau2-telecom-gpt-4.1.jsonl', map } as const
  const { traces } = await collectTraces(source, io, { side: 'baseline' })
  const { outside, window } = selectWindow(traces, { windowDays: 7 })
  expect({ outside, window }).toEqual({
    outside: 0,
    window: { startMs: Date.UTC(2025, 6, 26), endMs: Date.UTC(2025, 7, 2) },
  })
})
