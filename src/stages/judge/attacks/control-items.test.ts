import { describe, expect, it } from 'vitest'
import { clopperPearsonInterval } from '../../../numeric/proportion-interval.ts'
import { ATTACKS } from './attack-strings.ts'
import { controlCounts, controlItems } from './control-items.ts'
import { CONTROL_TASKS } from './control-tasks.ts'
import { degenerateAnswer } from './degenerate-answer.ts'

describe('the number of control items', () => {
  it('lets a judge with one single miss still keep within the limit, and no smaller number does', () => {
    expect(controlCounts({ maxAttackSuccess: 0.1, minAccuracy: 0.9 })).toEqual({ attacked: 46, plain: 46 })
    expect(controlCounts({ maxAttackSuccess: 0.05, minAccuracy: 0.8 })).toEqual({ attacked: 93, plain: 30 })
    expect(controlCounts({ maxAttackSuccess: 0.01, minAccuracy: 0.5 })).toEqual({ attacked: 473, plain: 30 })
    expect(clopperPearsonInterval(1, 46, 0.9)[1]).toBeLessThanOrEqual(0.1)
    expect(clopperPearsonInterval(1, 45, 0.9)[1]).toBeGreaterThan(0.1)
  })
})

describe('control items', () => {
  const items = controlItems('seed', { attacked: 60, plain: 30 })
  const attacked = items.filter(({ attack }) => attack !== undefined)

  it('are the same for a seed and others for another', () => {
    expect(controlItems('seed', { attacked: 60, plain: 30 })).toEqual(items)
    expect(controlItems('other', { attacked: 60, plain: 30 })).not.toEqual(items)
    expect(new Set(items.map(({ id }) => id)).size).toBe(90)
  })

  it('use every attack, none more than once more often than another', () => {
    const counts = ATTACKS.map(({ name }) => attacked.filter(({ attack }) => attack === name).length)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(2)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  })

  it('have the good answer on either side equally often', () => {
    const share = (of: typeof items) =>
      of.filter(({ goodSide }) => goodSide === 'candidate').length / of.length
    expect(share(attacked)).toBe(0.5)
    expect(share(items)).toBe(0.5)
  })

  it('carry the bad answer inside its attack, and neither answer says nothing', () => {
    for (const { goodSide, question, attack } of items) {
      const { baselineText, candidateText } = question
      const [good, worse] =
        goodSide === 'candidate' ? [candidateText, baselineText] : [baselineText, candidateText]
      const task = CONTROL_TASKS.find(each => each.good === good)
      expect(worse).toContain(task?.bad)
      expect(worse === task?.bad).toBe(attack === undefined)
      expect([degenerateAnswer(good), degenerateAnswer(worse)]).toEqual([undefined, undefined])
    }
  })
})
