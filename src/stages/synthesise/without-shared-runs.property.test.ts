import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import { createRealShingles, RUN_LENGTH } from './real-shingles.ts'
import { createRealTextGuard } from './real-text-guard.ts'
import { withoutSharedRuns } from './without-shared-runs.ts'
import { wordsOf } from './words.ts'

/** Few words, so that runs are shared often; fillers among them. */
const WORD = fc.constantFrom('I', 'need', 'my', 'order', 'please', 'just', 'now', 'then', 'A1', '返', '品')
const GAP = fc.constantFrom(' ', ', ', '. ', '-', '\n')
const TEXT = fc
  .array(fc.tuple(WORD, GAP), { maxLength: 40 })
  .map(parts => parts.map(([word, gap]) => word + gap).join(''))

/** Every run of eight words, and texts of four to seven words as a whole: the rule, without hashes. */
function runsOf(text: string): readonly string[] {
  const words = wordsOf(text)
  if (words.length >= 4 && words.length < RUN_LENGTH) return [`whole ${words.join(' ')}`]
  return words.flatMap((_, end) =>
    end < RUN_LENGTH - 1 ? [] : [words.slice(end - RUN_LENGTH + 1, end + 1).join(' ')],
  )
}

function shinglesOf(texts: readonly string[]) {
  const real = createRealShingles(1000)
  for (const text of texts) real.add(text)
  return real
}

describe('withoutSharedRuns', () => {
  it('leaves no run of eight words, and no whole short text, that a real text has', () => {
    fc.assert(
      fc.property(fc.array(TEXT, { minLength: 1, maxLength: 6 }), TEXT, fc.string(), (texts, other, seed) => {
        const known = new Set(texts.flatMap(runsOf))
        for (const text of [...texts, other]) {
          const made = withoutSharedRuns(text, shinglesOf(texts), createRng(seed))
          expect(runsOf(made).filter(run => known.has(run))).toEqual([])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('changes nothing where nothing is shared', () => {
    fc.assert(
      fc.property(TEXT, TEXT, (text, real) => {
        const known = new Set(runsOf(real))
        fc.pre(!runsOf(text).some(run => known.has(run)))
        expect(withoutSharedRuns(text, shinglesOf([real]), createRng('1'))).toBe(text)
      }),
    )
  })
})

describe('createRealTextGuard', () => {
  it('takes out words until no run of eight is shared, and nothing before it is armed', () => {
    fc.assert(
      fc.property(TEXT, TEXT, TEXT, (one, two, between) => {
        const guard = createRealTextGuard()
        const text = one + between + two
        expect(guard.withhold(text)).toBe(text)
        guard.arm(shinglesOf([one, two]))
        const made = guard.withhold(text)
        const known = new Set([one, two].flatMap(runsOf).filter(run => !run.startsWith('whole ')))
        expect(runsOf(made).filter(run => known.has(run))).toEqual([])
        expect(guard.withhold(made)).toBe(made)
      }),
    )
  })

  it('takes out one word in eight of what an answer shares', () => {
    const guard = createRealTextGuard()
    guard.arm(shinglesOf(['one two three four five six seven eight nine ten']))
    expect(guard.withhold('Well: one two three four five six seven eight nine ten.')).toBe(
      'Well: one two three four five six seven [withheld] nine ten.',
    )
    expect(guard.withheld()).toBe(1)
  })
})

describe('createRealShingles', () => {
  it('says wrongly of fewer than one run in a thousand that it is shared', () => {
    const real = createRealShingles(20_000)
    real.add(Array.from({ length: 20_000 }, (_, index) => `real${index}`).join(' '))
    const other = Array.from({ length: 20_000 }, (_, index) => `other${index}`)
    expect(other.filter((_, end) => real.isShared(other, end)).length).toBeLessThan(20)
  })
})
