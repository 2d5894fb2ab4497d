import { describe, expect, it } from 'vitest'
import { type Voters, voteAndGate } from './vote-and-gate.ts'

const NO_TEMPLATES = [false, false]
const OPEN = { closeness: [0, 0], isTemplate: NO_TEMPLATES, gate: -1 }

function voters(...pairs: readonly (readonly [label: number, similarity: number])[]): Voters {
  return { labels: pairs.map(([label]) => label), similarities: pairs.map(([, similarity]) => similarity) }
}

describe('voteAndGate', () => {
  it('weighs votes by the fourth power of similarity', () => {
    // 0.9^4 = 0.66 against 3 x 0.6^4 = 0.39
    expect(voteAndGate(voters([1, 0.9], [0, 0.6], [0, 0.6], [0, 0.6]), OPEN)).toBe(1)
    // 0.7^4 = 0.24 against the same 0.39
    expect(voteAndGate(voters([1, 0.7], [0, 0.6], [0, 0.6], [0, 0.6]), OPEN)).toBe(0)
  })

  it('needs 30% of all weight, noise counted', () => {
    const noise = (count: number) => Array.from({ length: count }, (): [number, number] => [-1, 0.5])
    expect(voteAndGate(voters([0, 0.5], ...noise(2)), OPEN)).toBe(0)
    expect(voteAndGate(voters([0, 0.5], ...noise(3)), OPEN)).toBe(-1)
  })

  it('needs the mean similarity to the three nearest members to reach the stratum and the gate of all', () => {
    // Nearest three of label 0: mean 0.8; the fourth does not count.
    const close = voters([0, 0.9], [1, 0.85], [0, 0.8], [0, 0.7], [0, 0.1])
    expect(voteAndGate(close, { ...OPEN, closeness: [0.79, 0], gate: 0.79 })).toBe(0)
    expect(voteAndGate(close, { ...OPEN, closeness: [0.81, 0], gate: 0.79 })).toBe(-1)
    expect(voteAndGate(close, { ...OPEN, closeness: [0.79, 0], gate: 0.81 })).toBe(-1)
  })

  it('leaves a request without similar references unassigned', () => {
    expect(voteAndGate(voters([0, 0], [0, -0.2]), OPEN)).toBe(-1)
    expect(voteAndGate(voters(), OPEN)).toBe(-1)
  })

  it('knows a template by itself, and takes nothing else for it', () => {
    const thresholds = { closeness: [0.9, 0], isTemplate: [true, false], gate: -1 }
    const around = Array.from({ length: 14 }, (): [number, number] => [-1, 0.85])
    expect(voteAndGate(voters([0, 0.97], ...around), thresholds)).toBe(0)
    expect(voteAndGate(voters([0, 0.89], ...around), thresholds)).toBe(-1)
    expect(voteAndGate(voters([-1, 0.98], [0, 0.97], ...around), thresholds)).toBe(-1)
  })

  it('gives a tie to the smaller label, whatever the order of the voters', () => {
    expect(voteAndGate(voters([1, 0.5], [0, 0.5]), OPEN)).toBe(0)
    expect(voteAndGate(voters([0, 0.5], [1, 0.5]), OPEN)).toBe(0)
  })
})
