import { expect, it } from 'vitest'
import type { ToolCall } from '../../records/trace.ts'
import { agent, call, liveOptions, recording, scripted, tool, user } from './__fixtures__/recording.ts'
import { replayTrajectory, type TrajectoryOptions } from './replay-trajectory.ts'
import type { UserSimulator } from './user-simulator.ts'

const RECORDED = recording([
  user('Where is my parcel?'),
  agent('', [call('find', { id: 4 }, 'a')]),
  tool('in Kiel', 'a'),
  agent('It is in Kiel.'),
  user('Thanks, and the other one?'),
  agent('', [call('find', { id: 5 }, 'b')]),
  tool('in Ulm', 'b'),
  agent('It is in Ulm.'),
])

function keyOf({ name, arguments: given }: ToolCall<string>): string {
  return JSON.stringify([name, given])
}

function options(answerer: Parameters<typeof liveOptions>[0], more: Partial<TrajectoryOptions> = {}) {
  return { ...liveOptions(answerer), callKeyOf: keyOf, maxSteps: 8, ...more }
}

/** Calls `find` for each id, then speaks, once per request of the user. */
function agentThatFinds(...ids: readonly number[]) {
  return scripted(({ messages }) => {
    const last = messages.at(-1)
    const users = messages.filter(({ role }) => role === 'user').length
    return last?.role === 'user'
      ? { calls: [call('find', { id: ids[users - 1] ?? 0 }, `mine-${users}`)] }
      : { text: `It is ${last?.role === 'tool' ? last.text : 'nowhere'}.` }
  })
}

it('the agent drives; tools and the user say what was recorded', async () => {
  const answer = await replayTrajectory(RECORDED, options(agentThatFinds(4, 5)))
  expect(answer).toMatchObject({
    kind: 'completed',
    trace: {
      finish: { kind: 'completed' },
      messages: [
        user('Where is my parcel?'),
        { role: 'assistant', calls: [{ name: 'find', id: 'mine-1' }] },
        { role: 'tool', callId: 'mine-1', text: 'in Kiel' },
        { text: 'It is in Kiel.' },
        user('Thanks, and the other one?'),
        { role: 'assistant' },
        { callId: 'mine-2', text: 'in Ulm' },
        { text: 'It is in Ulm.' },
      ],
    },
  })
  expect(answer).not.toHaveProperty('divergedAt')
})

it('a call the recording has no result for ends the trajectory, marked with the turn', async () => {
  const answer = await replayTrajectory(RECORDED, options(agentThatFinds(4, 99)))
  expect(answer).toMatchObject({ kind: 'completed', divergedAt: 2 })
  expect(answer.kind === 'completed' && answer.trace.messages.at(-1)).toMatchObject({ role: 'assistant' })
})

it('a simulator answers for the tools where the recording cannot, and for the user after its end', async () => {
  const simulator: UserSimulator = {
    name: 'simulator',
    reply: async ({ call: asked, messages }) => {
      if (asked !== undefined) return { kind: 'tool', text: 'in Rome', isError: false }
      return messages.length > 9 ? { kind: 'ended' } : { kind: 'user', text: 'And a third?' }
    },
  }
  const answer = await replayTrajectory(RECORDED, options(agentThatFinds(4, 99, 4), { simulator }))
  expect(answer.kind === 'completed' && answer.trace.messages.slice(6)).toMatchObject([
    { role: 'tool', text: 'in Rome' },
    { text: 'It is in Rome.' },
    user('And a third?'),
    { role: 'assistant' },
    { role: 'tool', text: 'in Kiel' },
    { text: 'It is in Kiel.' },
  ])
})

it('a simulator that fails stops the run: that is nobody’s answer', async () => {
  const simulator: UserSimulator = {
    name: 'simulator',
    reply: async () => {
      throw new Error('down')
    },
  }
  await expect(replayTrajectory(RECORDED, options(agentThatFinds(99), { simulator }))).rejects.toThrow('down')
})

it('repeated calls get the recorded results in order, then the last of them again', async () => {
  const polled = recording([
    user('Done yet?'),
    agent('', [call('poll')]),
    tool('no'),
    agent('', [call('poll')]),
    tool('yes'),
    agent('Done.'),
  ])
  const side = scripted(({ step }) => (step < 3 ? { calls: [call('poll')] } : { text: 'Done.' }))
  const answer = await replayTrajectory(polled, options(side))
  const said = answer.kind === 'completed' ? answer.trace.messages.filter(({ role }) => role === 'tool') : []
  expect(said.map(({ text }) => text)).toEqual(['no', 'yes', 'yes'])
})

it('an agent that never ends is stopped at the limit', async () => {
  const side = scripted(() => ({ calls: [call('find', { id: 4 })] }))
  const answer = await replayTrajectory(RECORDED, options(side, { maxSteps: 3 }))
  expect(side.asked).toHaveLength(3)
  expect(answer).toMatchObject({ kind: 'completed', trace: { finish: { kind: 'step-limit' } } })
})

it('the tools of the user are not the agent’s: their results are never handed to it', async () => {
  const withUsersTool = recording([
    { role: 'user', text: 'I look.', calls: [call('find', { id: 4 }, 'u')] },
    { role: 'tool', callId: 'u', text: 'secret', isError: false, requestor: 'user' },
    agent('Good.'),
  ])
  const side = scripted(() => ({ calls: [call('find', { id: 4 })] }))
  expect(await replayTrajectory(withUsersTool, options(side))).toMatchObject({ divergedAt: 0 })
})
