import { describe, expect, it } from 'vitest'

import { agent, call, toolResult, user } from './__fixtures__/traces.ts'
import { firstDivergence } from './first-divergence.ts'

const opening = [user('Cancel my order'), agent('', [call('find', { id: 1 })]), toolResult('found')]

describe('firstDivergence', () => {
  it('finds none where only spelling and system prompts differ', () => {
    const other = [{ ...user('You are new'), role: 'system' as const }, ...opening, agent(' Done. ')]
    expect(firstDivergence([...opening, agent('Done.')], other, 'all')).toEqual({ kind: 'none' })
  })

  it('finds the first turn that differs after an identical conversation', () => {
    const baseline = agent('', [call('cancel', { id: 1 })])
    const candidate = agent('', [call('refund', { id: 1 })])
    expect(firstDivergence([...opening, baseline], [...opening, candidate, agent('later')], 'all')).toEqual({
      kind: 'turn',
      baseline,
      candidate,
      prefixLength: 3,
    })
  })

  it.each([
    ['the user says something else', [user('Cancel order 2'), agent('', [call('find', { id: 2 })])]],
    ['a tool answers something else', [...opening.slice(0, 2), toolResult('nothing'), agent('Sorry')]],
    ['a tool fails on one side', [...opening.slice(0, 2), toolResult('found', true), agent('Sorry')]],
  ])('is the context where %s before the agents differ', (_case, candidate) => {
    expect(firstDivergence([...opening, agent('Done.')], candidate, 'all')).toEqual({ kind: 'context' })
  })

  it('is the agent that stopped when it was asked the same and did not answer', () => {
    expect(firstDivergence([...opening, agent('Done.')], opening, 'all')).toEqual({
      kind: 'turn',
      baseline: agent('Done.'),
      candidate: undefined,
      prefixLength: 3,
    })
  })

  it('is the context when the user of one side left earlier', () => {
    const short = [...opening, agent('Done.')]
    expect(
      firstDivergence(short, [...short, user('And my other order?'), agent('Done too.')], 'all'),
    ).toEqual({
      kind: 'context',
    })
  })

  it('looks through words, but not through calls, in the view of calls', () => {
    const worded = [
      opening[0] ?? user(''),
      agent('Let me see.', [call('find', { id: 1 })]),
      toolResult('found'),
    ]
    const ours = [...opening, agent('', [call('cancel')])]
    const theirs = [...worded, agent('', [call('refund')])]
    expect(firstDivergence(ours, theirs, 'calls')).toMatchObject({ kind: 'turn', prefixLength: 3 })
    expect(firstDivergence(ours, theirs, 'all')).toMatchObject({ kind: 'turn', prefixLength: 1 })
    expect(firstDivergence(opening, worded, 'calls')).toEqual({ kind: 'none' })
  })
})
