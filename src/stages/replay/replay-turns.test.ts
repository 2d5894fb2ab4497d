import { expect, it } from 'vitest'
import { ProviderError } from '../../errors/provider-error.ts'
import { agent, call, liveOptions, recording, scripted, tool, user } from './__fixtures__/recording.ts'
import { replayTurns } from './replay-turns.ts'

const TALK = recording([
  { role: 'system', text: 'Help.' },
  agent('Hello, how can I help?'),
  user('Where is my parcel?'),
  agent('', [call('find', { id: 4 }, 'a')]),
  tool('on its way', 'a'),
  agent('It is on its way.'),
])

it('asks for every turn after its recorded prefix, whatever was answered before', async () => {
  const side = scripted(() => ({ text: 'I do not know.' }))
  const answer = await replayTurns(TALK, liveOptions(side))
  expect(side.asked.map(({ step, messages }) => [step, messages])).toEqual([
    [0, TALK.messages.slice(0, 3)],
    [1, TALK.messages.slice(0, 5)],
  ])
  expect(answer).toMatchObject({
    kind: 'completed',
    trace: {
      messages: [
        TALK.messages[0],
        TALK.messages[1],
        TALK.messages[2],
        { role: 'assistant', text: 'I do not know.', calls: [], finishReason: 'stop' },
        TALK.messages[4],
        { role: 'assistant', text: 'I do not know.' },
      ],
    },
  })
})

it("the answer carries its own model, time and money, and nothing that was said of production's", async () => {
  const answer = await replayTurns(TALK, liveOptions(scripted(() => ({}))))
  expect(answer.kind === 'completed' && answer.trace).toMatchObject({
    model: 'candidate',
    latencyMs: 14,
    costPicoUsd: 20,
    outcome: undefined,
    supportFlag: undefined,
    finish: { kind: 'completed' },
  })
})

it('one turn of unknown price makes the price of the whole unknown', async () => {
  const side = scripted(({ step }) => ({ costPicoUsd: step === 0 ? 3 : undefined }))
  const answer = await replayTurns(TALK, liveOptions(side))
  expect(answer.kind === 'completed' && answer.trace.costPicoUsd).toBeUndefined()
})

function failure(reason: 'auth' | 'overloaded' | 'timeout'): ProviderError {
  return new ProviderError('no', { provider: 'p', reason, isRetryable: false })
}

it.each([
  ['overloaded', 'error'],
  ['timeout', 'timeout'],
] as const)('a turn that fails as %s fails the request as %s', async (reason, expected) => {
  const side = scripted(({ step }) => (step === 1 ? failure(reason) : {}))
  expect(await replayTurns(TALK, liveOptions(side))).toEqual({ kind: 'failed', reason: expected })
})

it('a refused key stops the run instead of being a loss', async () => {
  await expect(replayTurns(TALK, liveOptions(scripted(() => failure('auth'))))).rejects.toMatchObject({
    reason: 'auth',
  })
})

it('a provider that is out stops the run instead of being a loss', async () => {
  const out = new ProviderError('out', {
    provider: 'p',
    reason: 'unavailable',
    isRetryable: false,
    endsRun: true,
  })
  await expect(replayTurns(TALK, liveOptions(scripted(() => out)))).rejects.toBe(out)
})

it('a side that limits its own time has none of a turn: waiting for its provider is no loss', async () => {
  const late = new AbortController()
  const side = { ...scripted(() => ({ text: 'late' })), limitsItsTime: true }
  late.abort()
  const answer = await replayTurns(TALK, { ...liveOptions(side), deadline: () => late.signal })
  expect(answer.kind).toBe('completed')
})

it('an error that is no provider failure stops the run', async () => {
  const broken = scripted(() => new TypeError('bug'))
  await expect(replayTurns(TALK, liveOptions(broken))).rejects.toBeInstanceOf(TypeError)
})

it('a turn that is not answered in time is a timeout', async () => {
  const late = new AbortController()
  const side = {
    name: 'slow',
    answer: async (_question: unknown, { signal }: { readonly signal: AbortSignal }) => {
      late.abort()
      signal.throwIfAborted()
      throw new Error('the deadline was not handed on')
    },
  }
  const options = { ...liveOptions(side), deadline: () => late.signal }
  expect(await replayTurns(TALK, options)).toEqual({ kind: 'failed', reason: 'timeout' })
})

it('the end of the run is thrown, never counted against a side', async () => {
  const stop = new AbortController()
  const side = scripted(() => {
    stop.abort(new Error('stopped'))
    return failure('overloaded')
  })
  await expect(replayTurns(TALK, { ...liveOptions(side), signal: stop.signal })).rejects.toThrow('stopped')
})
