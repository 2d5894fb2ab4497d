import { describe, expect, it } from 'vitest'
import { SIMULATED_INTENTS, simulateWeek } from './simulate-week.ts'
import type { SimulatedRow } from './simulated-row.ts'

const OPTIONS = {
  seed: '1',
  candidate: 'truncating',
  traces: 5200,
  adversarial: 40,
  suite: 40,
  endsAtMs: Date.UTC(2026, 10, 15),
} as const

function callsOf(row: SimulatedRow) {
  return row.messages.flatMap(message =>
    message.role === 'assistant' ? (message.tool_calls ?? []).map(call => ({ call, message })) : [],
  )
}

/** Ids of the traces whose workflow needs three calls or more, read off production's own run. */
function multiStepIds(rows: readonly SimulatedRow[]): ReadonlySet<string> {
  return new Set(rows.filter(row => callsOf(row).length >= 3).map(row => row.trace_id))
}

function truncatedShare(rows: readonly SimulatedRow[]): number {
  const calls = rows.flatMap(callsOf)
  return calls.filter(({ message }) => message.finish_reason === 'length').length / calls.length
}

describe('simulateWeek', () => {
  const week = simulateWeek(OPTIONS)

  it('has 11 intents whose shares sum to one', () => {
    expect(SIMULATED_INTENTS.length).toBe(11)
    expect(SIMULATED_INTENTS.reduce((sum, intent) => sum + intent.share, 0)).toBeCloseTo(1, 12)
  })

  it('gives the same rows for the same seed and others for another', () => {
    expect(simulateWeek({ ...OPTIONS, traces: 50 })).toEqual(simulateWeek({ ...OPTIONS, traces: 50 }))
    expect(simulateWeek({ ...OPTIONS, traces: 50, seed: '2' })).not.toEqual(
      simulateWeek({ ...OPTIONS, traces: 50 }),
    )
  })

  it('repeats some requests word for word, but has at least 2,500 distinct ones', () => {
    const requests = new Set(week.baseline.map(row => JSON.stringify(row.messages[1])))
    expect(requests.size).toBeGreaterThanOrEqual(2500)
    expect(requests.size).toBeLessThan(week.baseline.length)
  })

  it('truncates 12% of the tool calls of multi-step workflows and none elsewhere', () => {
    const multiStep = multiStepIds(week.baseline)
    const answers = week.candidate.filter(row => row.trace_id.startsWith('t-'))
    // 1,500 calls: a binomial standard error of 0.8 points.
    expect(Math.abs(truncatedShare(answers.filter(row => multiStep.has(row.trace_id))) - 0.12)).toBeLessThan(
      0.03,
    )
    const others = answers.filter(
      row => callsOf(row).length > 0 && callsOf(row)[0]?.call.name === 'send_reset_link',
    )
    expect(truncatedShare(others)).toBe(0)
  })

  it('truncates nothing when the candidate is healthy', () => {
    const healthy = simulateWeek({ ...OPTIONS, candidate: 'healthy' })
    expect(truncatedShare(healthy.candidate)).toBe(0)
  })

  it('lies inside one week and answers every request of production, the suite and the flagged set', () => {
    const times = week.baseline.map(row => Date.parse(row.started_at))
    expect(Math.min(...times)).toBeGreaterThanOrEqual(OPTIONS.endsAtMs - 7 * 86_400_000)
    expect(Math.max(...times)).toBeLessThan(OPTIONS.endsAtMs)
    const answered = new Set(week.candidate.map(row => row.trace_id))
    const asked = [...week.baseline, ...week.suite, ...week.adversarial].map(row => row.trace_id)
    expect(asked.filter(id => !answered.has(id))).toEqual([])
  })

  it('plants personal data: mail addresses, phone numbers and card numbers', () => {
    const text = JSON.stringify(week.baseline)
    expect(text).toMatch(/@example\.com/)
    expect(text).toMatch(/\+1 202-555-01\d\d/)
    expect(text).toMatch(/4111 11\d\d \d{4} \d{4}/)
  })

  it('asks for the intents it is given, and for no other, in every part', () => {
    const kept = SIMULATED_INTENTS.filter(({ name }) => name !== 'store hours' && name !== 'dispute charge')
    const total = kept.reduce((sum, { share }) => sum + share, 0)
    const intents = kept.map(intent => ({ ...intent, share: intent.share / total }))
    const other = simulateWeek({ ...OPTIONS, traces: 600, intents })
    const asked = [...other.baseline, ...other.adversarial, ...other.suite].map(
      row => row.messages[1]?.content ?? '',
    )
    expect(asked.filter(text => /opening hours|store in|dispute/.test(text))).toEqual([])
    expect(asked.filter(text => text.includes('return policy')).length).toBeGreaterThan(20)
    const answered = new Set(other.candidate.map(row => row.trace_id))
    expect(other.baseline.every(row => answered.has(row.trace_id))).toBe(true)
  })

  it('cuts calls off only behind the flag where the fault is behind one, on the same requests', () => {
    const behind = simulateWeek({ ...OPTIONS, candidate: 'flag-fault' })
    expect(behind.baseline).toEqual(week.baseline)
    const withFlag = (state: string) => behind.candidate.filter(row => row.flags.checkout_v2 === state)
    expect(truncatedShare(withFlag('on'))).toBeGreaterThan(0.02)
    expect(truncatedShare(withFlag('off'))).toBe(0)
  })
})
