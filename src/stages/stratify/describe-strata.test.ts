import { describe, expect, it } from 'vitest'
import type { FailureMode } from '../../records/failure-mode.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Strata, Stratum } from '../../records/strata.ts'
import type { TraceTraits } from '../../records/stratum-description.ts'
import { type DescribeOptions, describeStrata } from './describe-strata.ts'

function stratum(id: string, members: readonly string[], changes: Partial<Stratum> = {}): Stratum {
  return {
    id: id as StratumId,
    kind: id === 'noise' ? 'noise' : 'cluster',
    label: `label of ${id}`,
    keywords: ['refund', 'order'],
    members: members as readonly TraceId[],
    share: members.length / 5,
    persistence: id === 'noise' ? undefined : 0.4,
    exampleRequests: [
      'in the middle',
      'as usual',
      'at the rim',
    ] as readonly string[] as readonly RedactedText[],
    ...changes,
  }
}

function traits(traceId: string, changes: Partial<TraceTraits> = {}): TraceTraits {
  return { traceId: traceId as TraceId, tier: 'single-step', tools: [], model: 'm1', flags: {}, ...changes }
}

const strata: Strata = {
  strata: [stratum('c01', ['a', 'b', 'c', 'd']), stratum('noise', ['e'])],
  populationSize: 5,
}
const five = ['e', 'd', 'c', 'b', 'a'].map(id => traits(id))

async function first(changed: readonly TraceTraits[] = five, options: DescribeOptions = {}) {
  const [description] = await describeStrata(strata, changed, options)
  if (description === undefined) throw new Error('expected a stratum')
  return description
}

describe('describeStrata', () => {
  it('describes clusters and noise in their order, with named examples', async () => {
    expect(await describeStrata(strata, five)).toMatchObject([
      {
        stratumId: 'c01',
        size: 4,
        share: 0.8,
        shareInterval: null,
        persistence: 0.4,
        labelledBy: 'keywords',
        examples: [
          { role: 'medoid', text: 'in the middle' },
          { role: 'typical', text: 'as usual' },
          { role: 'edge', text: 'at the rim' },
        ],
        failures: null,
        trend: null,
      },
      { stratumId: 'noise', size: 1, persistence: null },
    ])
  })

  it('counts tools once per trace, most used first, and traces without any', async () => {
    const { tools, withoutTools } = await first([
      traits('a', { tools: ['get_order', 'refund'] }),
      traits('b', { tools: ['refund'] }),
      traits('c'),
      traits('d'),
      traits('e', { tools: ['other'] }),
    ])
    expect(tools).toEqual([
      { name: 'refund', count: 2, share: 0.5 },
      { name: 'get_order', count: 1, share: 0.25 },
    ])
    expect(withoutTools).toBe(2)
  })

  it('orders run lengths from short to long whatever their counts', async () => {
    const { tiers } = await first([
      traits('a', { tier: 'multi-step' }),
      traits('b', { tier: 'multi-step' }),
      traits('c', { tier: 'multi-step' }),
      traits('d'),
      traits('e'),
    ])
    expect(tiers.map(({ name, count }) => [name, count])).toEqual([
      ['single-step', 1],
      ['multi-step', 3],
    ])
  })

  it('says that a model or a flag state is not recorded instead of leaving the trace out', async () => {
    const { models, flags } = await first([
      traits('a', { model: undefined, flags: { checkout: 'on' } }),
      traits('b', { flags: { checkout: 'on' } }),
      traits('c', { flags: { checkout: 'off' } }),
      traits('d'),
      traits('e', { flags: { elsewhere: 'on' } }),
    ])
    expect(models).toEqual([
      { name: 'm1', count: 3, share: 0.75 },
      { name: 'not recorded', count: 1, share: 0.25 },
    ])
    expect(flags).toEqual([
      {
        flag: 'checkout',
        states: [
          { name: 'on', count: 2, share: 0.5 },
          { name: 'not recorded', count: 1, share: 0.25 },
          { name: 'off', count: 1, share: 0.25 },
        ],
      },
    ])
  })

  it('keeps flags and tools named like parts of every object', async () => {
    const { flags, tools } = await first([
      traits('a', { tools: ['constructor'], flags: { toString: 'on' } }),
      ...five.filter(({ traceId }) => traceId !== 'a'),
    ])
    expect(tools).toEqual([{ name: 'constructor', count: 1, share: 0.25 }])
    expect(flags).toEqual([
      {
        flag: 'toString',
        states: [
          { name: 'not recorded', count: 3, share: 0.75 },
          { name: 'on', count: 1, share: 0.25 },
        ],
      },
    ])
  })

  it('rates failures over the traces that were checked, never over all', async () => {
    const failureModes = new Map<TraceId, readonly FailureMode[]>([
      ['a' as TraceId, ['refusal', 'empty-answer']],
      ['b' as TraceId, []],
      ['e' as TraceId, ['refusal']],
    ])
    const { failures } = await first(five, { failureModes })
    expect(failures).toMatchObject({
      checked: 2,
      failed: 1,
      rate: 0.5,
      modes: [
        { name: 'empty-answer', count: 1, share: 0.5 },
        { name: 'refusal', count: 1, share: 0.5 },
      ],
    })
    expect(failures?.interval[0]).toBeCloseTo(0.0945, 4)
    expect(failures?.interval[1]).toBeCloseTo(0.9055, 4)
  })

  it('gives shares an interval only when the traces are a sample', async () => {
    const { shareInterval } = await first(five, { isSample: true })
    expect(shareInterval?.map(end => end.toFixed(3))).toEqual(['0.376', '0.964'])
  })

  it('compares shares by the rule that assigned both windows, and calls the rest new', async () => {
    const match = { id: 'c01' as StratumId, shareBefore: 0.5, shareAssigned: 0.75 }
    expect((await first(five, { previous: [match] })).trend).toEqual({
      kind: 'compared',
      previousShare: 0.5,
      share: 0.75,
      ratio: 1.5,
    })
    expect((await first(five, { previous: [{ ...match, shareBefore: 0 }] })).trend).toMatchObject({
      ratio: null,
    })
    expect((await first(five, { previous: [] })).trend).toEqual({ kind: 'new' })
  })

  it('takes the line of a labelling model for clusters alone', async () => {
    const asked: (readonly string[])[] = []
    const described = await describeStrata(strata, five, {
      labelStratum: async examples => {
        asked.push(examples)
        return '  Refunds of\nbroken items '
      },
    })
    expect(asked).toEqual([['in the middle', 'as usual', 'at the rim']])
    expect(described.map(({ label, labelledBy }) => [label, labelledBy])).toEqual([
      ['Refunds of broken items', 'model'],
      ['label of noise', 'keywords'],
    ])
  })

  it.each<[string, () => Promise<string>]>([
    ['fails', () => Promise.reject(new Error('overloaded'))],
    ['answers nothing', async () => ' \n'],
  ])('keeps the keywords when the labelling model %s', async (_, labelStratum) => {
    expect(await first(five, { labelStratum })).toMatchObject({
      label: 'label of c01',
      labelledBy: 'keywords',
    })
  })

  it('stops on a trace without traits', async () => {
    await expect(describeStrata(strata, five.slice(1))).rejects.toThrow('Expected the traits of every trace')
  })
})
