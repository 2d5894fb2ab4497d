import { expect, it } from 'vitest'
import { ModelDriftError } from '../../../errors/model-drift-error.ts'
import { createMemoryStore } from '../../../store/memory/create-memory-store.ts'
import { createReplyJournal } from '../../../store/reply-journal.ts'
import { argumentRubric, textQuestion, textRubric, voteOf } from '../__fixtures__/voting.ts'
import type { Voter } from '../voter.ts'
import { cachedVoter } from './cached-voter.ts'
import { watchModels } from './watch-models.ts'

/** A judge whose name stands for what `modelOf` says, asked in several runs over one store. */
function judgeOverTime() {
  const store = createMemoryStore()
  const asked: number[] = []
  const run = (answering: string | undefined | ModelDriftError) => {
    const journal = createReplyJournal({ store, macKey: new Uint8Array(32), ttlMs: 1000, nowMs: () => 0 })
    const watch = watchModels(journal)
    const voter: Voter = {
      name: 'scripted',
      isLanguageModel: true,
      async vote({ index, order }) {
        asked.push(index)
        if (answering instanceof ModelDriftError) throw answering
        return { ...voteOf('tie', index, order), resolvedModel: answering }
      },
    }
    const rubrics = { texts: textRubric(), arguments: argumentRubric() }
    const cached = (setting: string) =>
      cachedVoter(watch.watched(voter), { journal: watch.journal, settings: [setting], rubrics })
    const [first, second] = [cached('one'), cached('other')]
    const question = { kind: 'texts', ...textQuestion() } as const
    return async (index: number, which: 'first' | 'second' = 'first') => {
      const vote = await (which === 'first' ? first : second).vote({
        question,
        order: 'candidate-first',
        index,
      })
      return `${vote.resolvedModel} ${vote.cached}`
    }
  }
  return { run, asked }
}

it('votes kept of the model that still answers are found again', async () => {
  const { run } = judgeOverTime()
  await run('a')(0)
  const again = run('a')
  expect([await again(0), await again(1), await again(0)]).toEqual(['a exact', 'a no', 'a exact'])
})

it('once a live vote names another model, votes kept of the former one are absent', async () => {
  const { run } = judgeOverTime()
  await run('a')(0)
  const after = run('b')
  expect([await after(1), await after(0), await after(0)]).toEqual(['b no', 'b no', 'b exact'])
})

it('stops when votes of the former model are already in the run, whichever voter asked, and goes on in the next', async () => {
  const { run } = judgeOverTime()
  const before = run('a')
  await before(0)
  await before(1)
  const drifting = run('b')
  expect(await drifting(0)).toBe('a exact')
  await expect(drifting(2, 'second')).rejects.toMatchObject({ code: 'judge_drift', before: 'a', after: 'b' })
  const next = run('b')
  expect([await next(2, 'second'), await next(0), await next(1)]).toEqual(['b exact', 'b no', 'b no'])
})

it('a change of models inside a run is known to the next run from its beginning', async () => {
  const { run } = judgeOverTime()
  await run('a')(0)
  const drift = new ModelDriftError({ provider: 'scripted', before: 'a', after: 'b' })
  await expect(run(drift)(1)).rejects.toBe(drift)
  expect(await run('b')(0)).toBe('b no')
})

it('votes of a provider that names no model are found again as they are', async () => {
  const { run, asked } = judgeOverTime()
  await run(undefined)(0)
  expect(await run('a')(0)).toBe('undefined exact')
  expect(asked).toEqual([0])
})
