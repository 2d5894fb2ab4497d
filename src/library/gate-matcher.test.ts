import { describe, expect, it } from 'vitest'
import { HELD_RUN } from '../stages/report/__fixtures__/reported-run.ts'
import { matchGate } from './gate-matcher.ts'

describe('matchGate', () => {
  it('names every gate that does not pass, and no other', () => {
    const { pass, message } = matchGate(HELD_RUN)
    expect(pass).toBe(false)
    expect(message()).toBe(
      [
        'Expected the run to pass its gate, it is FAIL: truncated-tool-call grew from 1 to 31 of 100 pairs',
        '  global: INCONCLUSIVE: no drop',
        '  modes: FAIL: no drop',
      ].join('\n'),
    )
  })

  it('lets INCONCLUSIVE through only when that was said', () => {
    const run = { ...HELD_RUN, outcome: 'INCONCLUSIVE' as const }
    expect(matchGate(run).pass).toBe(false)
    expect(matchGate(run, { allowInconclusive: true }).pass).toBe(true)
    expect(matchGate(HELD_RUN, { allowInconclusive: true }).pass).toBe(false)
  })

  it('reads the decision of an evaluation', () => {
    const { outcome, reasons, gates } = { ...HELD_RUN, outcome: 'PASS' }
    expect(matchGate({ runId: 'x', decision: { outcome, reasons, gates } }).pass).toBe(true)
  })

  it.each([
    undefined,
    null,
    'PASS',
    true,
    {},
    { outcome: 'PASS' },
    { outcome: 'SHIP', reasons: [], gates: {} },
  ])('takes %j for no run, which does not pass', value => {
    const { pass, message } = matchGate(value)
    expect(pass).toBe(false)
    expect(message()).toBe('Expected the result of a run of Tidegate, got something else')
  })
})
