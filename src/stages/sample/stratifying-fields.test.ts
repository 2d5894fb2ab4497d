import { expect, it } from 'vitest'
import type { TraceTraits } from './sampling-plan.ts'
import { stratifyingFields } from './stratifying-fields.ts'

function traits(flags: TraceTraits['flags']): TraceTraits {
  return { flags, model: undefined, customerId: undefined, sessionId: undefined }
}

const POPULATION = Array.from({ length: 100 }, (_, index) =>
  traits({
    even: index % 2 === 0 ? 'on' : 'off',
    third: index % 3 === 0 ? 'on' : 'off',
    tenth: index % 10 === 0 ? 'on' : 'off',
    constant: 'on',
    ...(index < 4 ? { rare: 'on' } : {}),
  }),
)

it('`flags` are the two flags that divide the traffic most evenly, none that is constant or rare', () => {
  expect(stratifyingFields(['flags'], POPULATION)).toEqual(['flags.even', 'flags.third'])
})

it('flags that are named come first and do not count against the two', () => {
  expect(stratifyingFields(['model', 'flags', 'flags.even'], POPULATION)).toEqual([
    'model',
    'flags.even',
    'flags.third',
    'flags.tenth',
  ])
})

it('without `flags` the fields stay as they are written, rare ones too', () => {
  expect(stratifyingFields(['flags.rare'], POPULATION)).toEqual(['flags.rare'])
})

it('a trace without the flag is in a state of its own', () => {
  const half = Array.from({ length: 10 }, (_, index) => traits(index < 5 ? { new_ui: 'on' } : {}))
  expect(stratifyingFields(['flags'], half)).toEqual(['flags.new_ui'])
})

it('traffic without flags is stratified by none', () => {
  expect(stratifyingFields(['flags'], [])).toEqual([])
})
