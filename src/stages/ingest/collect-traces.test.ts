import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../errors/config-error.ts'
import { IngestError } from '../../errors/ingest-error.ts'
import { InterruptedError } from '../../errors/interrupted-error.ts'
import type { JsonValue } from '../../records/json-value.ts'
import { type CollectOptions, collectTraces } from './collect-traces.ts'
import type { IngestIo } from './ingest-io.ts'
import { canonicalRow, createMemoryIo, toJsonLines } from './memory-io.ts'

const GOOD = toJsonLines([canonicalRow('t-1'), canonicalRow('t-2')])

function collect(content: string | Uint8Array, options: Partial<CollectOptions> = {}, path = 'a.jsonl') {
  const source = { format: 'canonical', path } as const
  return collectTraces(source, createMemoryIo({ [path]: content }), { side: 'baseline', ...options })
}

/** Ids accepted and `line reason` of the rows rejected. */
async function account(content: string | Uint8Array, options: Partial<CollectOptions> = {}) {
  const { traces, report } = await collect(content, options)
  return {
    ids: traces.map(trace => trace.traceId),
    rejected: report.rejected.map(({ line, reason }) => `${line} ${reason}`),
  }
}

function withRow(row: JsonValue): string {
  return GOOD + toJsonLines([row])
}

describe('a source that stops the run', () => {
  it('is a config error when the file does not exist', async () => {
    const attempt = collectTraces({ format: 'canonical', path: 'gone.jsonl' }, createMemoryIo({}), {
      side: 'baseline',
    })
    await expect(attempt).rejects.toThrow(ConfigError)
    await expect(attempt).rejects.toThrow('`gone.jsonl`')
  })

  it('is a config error when chat messages come without a mapping', async () => {
    const source = { format: 'messages', path: 'a.jsonl' } as const
    const attempt = collectTraces(source, createMemoryIo({ 'a.jsonl': GOOD }), { side: 'baseline' })
    await expect(attempt).rejects.toThrow(ConfigError)
  })

  it('says that rows of their own shape want a mapping when not one row is a trace', async () => {
    const strange = toJsonLines(Array.from({ length: 9 }, (_, index) => ({ conversation: `c${index}` })))
    const mapping = expect.stringContaining('take a `map`')
    await expect(collect(strange)).rejects.toMatchObject({ hint: mapping })
    await expect(collect(GOOD + strange)).rejects.not.toMatchObject({ hint: mapping })
    // Few enough to be allowed, and yet nothing is left.
    await expect(collect('{"conversation":"c"}\n')).rejects.toMatchObject({ hint: mapping })
  })

  it('says how a file is written anew that is no JSON line by line, or not in UTF-8', async () => {
    const indented = JSON.stringify({ trace_id: 'a', messages: [] }, undefined, 2)
    const lines = expect.stringContaining('`jq -c . FILE`')
    await expect(collect(`${indented}\n${indented}\n`)).rejects.toMatchObject({ hint: lines })
    const wide = Buffer.from(`\ufeff${GOOD}`, 'utf16le')
    await expect(collect(wide)).rejects.toMatchObject({ hint: expect.stringContaining('`iconv') })
  })

  it('is an ingest error when the file is empty or has only blank lines', async () => {
    await expect(collect('')).rejects.toThrow('Expected traces in `a.jsonl`, found it empty')
    await expect(collect('\n \r\n\t\n')).rejects.toThrow('found it empty')
  })

  it('is an ingest error when gzip data ends too early, whatever was read before', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => canonicalRow(`t-${index}`))
    const whole = gzipSync(toJsonLines(rows))
    await expect(collect(whole.subarray(0, -9), {}, 'a.jsonl.gz')).rejects.toThrow(
      'the gzip data ends too early',
    )
    await expect(collect(whole.subarray(0, -9), {}, 'a.jsonl.gz')).rejects.toThrow(IngestError)
  })

  it('is an ingest error when a .gz file holds other bytes', async () => {
    await expect(collect(GOOD, {}, 'a.jsonl.gz')).rejects.toThrow('Expected gzip data')
  })

  it('is an ingest error when every row is filtered', async () => {
    const ping = canonicalRow('t', {
      messages: [
        { role: 'user', content: 'ping' },
        { role: 'assistant', content: 'pong' },
      ],
    })
    await expect(collect(toJsonLines([ping]))).rejects.toThrow('1 rows (0 rejected, 1 health-check)')
  })

  it('is an interruption, not an error of the source, when the signal aborts while a read waits', async () => {
    const controller = new AbortController()
    const io: IngestIo = {
      ...createMemoryIo({}),
      async *stdin() {
        yield new TextEncoder().encode(GOOD)
        await new Promise(() => {})
      },
    }
    const attempt = collectTraces({ format: 'canonical', path: '-' }, io, {
      side: 'baseline',
      signal: controller.signal,
      onProgress: rows => {
        if (rows === 2) controller.abort()
      },
    })
    await expect(attempt).rejects.toThrow(InterruptedError)
  })
})

describe('rejected rows', () => {
  it('are listed with line and reason while the rest of the file is read', async () => {
    const content = ['{"trace_id": "cut', '', '[]', JSON.stringify(canonicalRow('t-1')), 'hello'].join('\n')
    expect(await account(content)).toEqual({
      ids: ['t-1'],
      rejected: ['1 JSON ends too early', '3 row: expected an object, found a list', '5 not valid JSON'],
    })
  })

  it('stop the run above the larger of 5 and 1% of the rows, and the error lists the first five', async () => {
    const bad = 'x\n'.repeat(6)
    expect((await account(GOOD + 'x\n'.repeat(5))).rejected).toHaveLength(5)
    await expect(collect(GOOD + bad)).rejects.toThrow(
      [
        'Expected at most 5 unusable rows in `a.jsonl`, found 6 of 8:',
        ...[3, 4, 5, 6, 7].map(line => `  a.jsonl:${line} not valid JSON`),
        '  and 1 more',
      ].join('\n'),
    )
    const many = toJsonLines(Array.from({ length: 594 }, (_, index) => canonicalRow(`t-${index}`)))
    expect((await account(many + bad)).rejected).toHaveLength(6)
  })

  it('stop the run above `maxRejected` when it is given', async () => {
    await expect(collect(`${GOOD}x\n`, { maxRejected: 0 })).rejects.toThrow('Expected at most 0')
    expect((await account(GOOD + 'x\n'.repeat(20), { maxRejected: 20 })).rejected).toHaveLength(20)
  })

  it('never quote the row', async () => {
    const secret = 'jane@example.com'
    const rows = [
      `{"trace_id": "${secret}", `,
      `${secret}`,
      `{"trace_id": 1 in JSON at position 4111111111111111`,
      JSON.stringify(canonicalRow('a', { started_at: secret })),
      JSON.stringify(canonicalRow('b', { messages: [{ role: secret }] })),
      JSON.stringify(canonicalRow('c', { flags: { [secret]: [secret] } })),
    ]
    const { report } = await collect(GOOD + rows.join('\n'), { maxRejected: 6 })
    expect(report.rejected).toHaveLength(6)
    expect(JSON.stringify(report)).not.toMatch(/jane|4111/)
  })

  it('include a line of 10 MB, and the line after it is read', async () => {
    const long = JSON.stringify(canonicalRow('long', { intent: 'x'.repeat(10_000_000) }))
    expect(await account(`${long}\n${GOOD}`)).toEqual({
      ids: ['t-1', 't-2'],
      rejected: ['1 line longer than 8 MiB'],
    })
  })

  it('include invalid UTF-8', async () => {
    const broken = Buffer.concat([Buffer.from(GOOD), Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a])])
    expect((await account(broken)).rejected).toEqual(['3 not valid UTF-8'])
  })

  it('include JSON nested 100,000 deep, alone and as arguments text, without overflowing the stack', async () => {
    const deep = '['.repeat(100_000)
    const call = { name: 'look_up', arguments: deep }
    const row = canonicalRow('t-3', {
      messages: [{ role: 'assistant', tool_calls: [call] }, { role: 'user' }],
    })
    const { traces, report } = await collect(`${withRow(row)}{"trace_id":${deep}`)
    expect(report.rejected.map(({ reason }) => reason)).toEqual(['JSON nested deeper than 200'])
    const [turn] = traces[2]?.messages ?? []
    expect(turn?.role === 'assistant' && turn.calls[0]?.arguments.kind).toBe('unparsable')
  })

  it.each<[string, JsonValue, string]>([
    [
      'no id',
      { messages: [] },
      '/trace_id: expected an id (a string or an integer below 2^53), found nothing',
    ],
    [
      'an id beyond 2^53',
      { ...Object(canonicalRow('x')), trace_id: 2 ** 53 },
      '/trace_id: expected an id (a string or an integer below 2^53), found a number',
    ],
    ['an id that steers a terminal', canonicalRow('\u001b[2J'), '/trace_id: id has control characters'],
    ['no messages', { trace_id: 'x' }, '/messages: expected a list, found nothing'],
    ['no turns at all', canonicalRow('x', { messages: [] }), 'no assistant turn'],
    ['no answer', canonicalRow('x', { messages: [{ role: 'user', content: 'hi' }] }), 'no assistant turn'],
    [
      'a message that is text',
      canonicalRow('x', { messages: ['hi'] }),
      '/messages/0: expected an object, found a string',
    ],
    [
      'a role of its own',
      canonicalRow('x', { messages: [{ role: 'bot' }] }),
      '/messages/0/role: expected system, developer, user, assistant, tool or function, found another word',
    ],
    [
      'an outcome above 1',
      canonicalRow('x', { outcome: 7 }),
      '/outcome: expected a boolean or a number in [0, 1], found a number',
    ],
    [
      'epoch seconds',
      canonicalRow('x', { started_at: 1_754_065_404 }),
      '/started_at: expected milliseconds since 1970, found a number in another unit',
    ],
    [
      'a negative cost',
      canonicalRow('x', { cost_usd: -1 }),
      '/cost_usd: expected a non-negative amount of dollars, found a number',
    ],
  ])('include a row with %s', async (_, row, reason) => {
    expect(await account(withRow(row))).toEqual({ ids: ['t-1', 't-2'], rejected: [`3 ${reason}`] })
  })

  it('include ids the caller forbids: of trace, session and customer', async () => {
    const card = '4111111111111111'
    const rows = [
      canonicalRow(card),
      canonicalRow('s', { session_id: card }),
      canonicalRow('c', { customer_id: card }),
    ]
    const { ids, rejected } = await account(GOOD + toJsonLines(rows), {
      isForbiddenId: id => id.includes(card),
    })
    expect(ids).toEqual(['t-1', 't-2'])
    expect(rejected).toEqual([
      '3 /trace_id: id contains a card or bank account number',
      '4 /session_id: id contains a card or bank account number',
      '5 /customer_id: id contains a card or bank account number',
    ])
  })
})

describe('rows left out on purpose', () => {
  const chat = (id: string, ...messages: { role: string; content: string }[]) =>
    canonicalRow(id, { messages })
  const rows = [
    canonicalRow('t-1'),
    canonicalRow('t-1', { outcome: 1 }),
    chat('ping', { role: 'user', content: ' Ping! ' }, { role: 'assistant', content: 'pong' }),
    chat('ping pong', { role: 'user', content: 'ping my order' }, { role: 'assistant', content: 'Done.' }),
    chat('cron', { role: 'system', content: 'Summarise the day.' }, { role: 'assistant', content: 'Done.' }),
  ]

  it('are repeated ids, health checks and traffic without a user, each counted; the first of an id wins', async () => {
    const { traces, report } = await collect(toJsonLines(rows))
    expect(traces.map(trace => [trace.traceId, trace.outcome])).toEqual([
      ['t-1', undefined],
      ['ping pong', undefined],
    ])
    expect(report.filtered).toEqual({
      duplicate: 1,
      'health-check': 1,
      'system-only': 1,
      evaluation: 0,
      'no-content': 0,
      'outside-window': 0,
    })
    expect(report.rejected).toEqual([])
  })

  it('are only repeated ids on the candidate side, which may hold answers alone', async () => {
    const { traces, report } = await collect(toJsonLines(rows), { side: 'candidate' })
    expect(traces).toHaveLength(4)
    expect(report.filtered).toEqual({
      duplicate: 1,
      'health-check': 0,
      'system-only': 0,
      evaluation: 0,
      'no-content': 0,
      'outside-window': 0,
    })
  })

  it('do not give their id away: a rejected row before it does not make a trace a duplicate', async () => {
    const { ids } = await account(toJsonLines([canonicalRow('t-1', { outcome: 7 }), canonicalRow('t-1')]))
    expect(ids).toEqual(['t-1'])
  })
})

describe('what is tolerated', () => {
  it('is a byte order mark, CRLF, blank lines and a last line without an end', async () => {
    const [one, two] = GOOD.trim().split('\n')
    expect(await account(`\uFEFF${one}\r\n\r\n  \r\n${two}`)).toEqual({ ids: ['t-1', 't-2'], rejected: [] })
  })

  it('is gzip under any name, several members of it included', async () => {
    const [one, two] = GOOD.trim().split('\n')
    const members = Buffer.concat([gzipSync(`${one}\n`), gzipSync(`${two}\n`)])
    expect((await account(members)).ids).toEqual(['t-1', 't-2'])
  })

  it('is a row with keys named like parts of a prototype, which stay data', async () => {
    const row =
      '{"trace_id":"p","messages":[{"role":"assistant","content":"ok","tool_calls":[{"name":"f","arguments":{"__proto__":{"admin":true}}}]},{"role":"user","content":"hi"}],"flags":{"__proto__":"on","constructor":"off"},"__proto__":{"outcome":1},"constructor":1}'
    const { traces } = await collect(row)
    const [trace] = traces
    expect(trace?.outcome).toBeUndefined()
    expect(Object.entries(trace?.flags ?? {})).toEqual([
      ['__proto__', 'on'],
      ['constructor', 'off'],
    ])
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })

  it('is standard input, named `-` in the report', async () => {
    const { report } = await collect(`${GOOD}x`, {}, '-')
    expect(report.rejected).toEqual([{ kind: 'rejected', file: '-', line: 3, reason: 'not valid JSON' }])
  })
})

it('counts the endings it does not know by the word of the source, free text as `other`', async () => {
  const finishes = ['stop', 'handed_over', 'handed_over', 'Jane Doe hung up']
  const rows = finishes.map((finish, index) => canonicalRow(`t-${index}`, { finish }))
  const { report } = await collect(toJsonLines(rows))
  expect(report.unknownFinishes).toEqual({ handed_over: 2, other: 1 })
})

it('warns of a mapped field that no trace has, but not of support flags nobody raised', async () => {
  const map = { id: '/trace_id', messages: '/messages', outcome: '/reward_inf/reward', support_flag: '/flag' }
  const io = createMemoryIo({ 'a.jsonl': GOOD })
  const { warnings } = await collectTraces({ format: 'messages', path: 'a.jsonl', map }, io, {
    side: 'baseline',
  })
  expect(warnings).toEqual(['`map.outcome` (/reward_inf/reward) found nothing in any of 2 traces'])
})
