import { expect, it } from 'vitest'
import { InvariantError } from '../../errors/invariant-error.ts'
import { createRunLedger, spentPicoUsd } from './create-run-ledger.ts'

const CALL = { purpose: 'embedding', provider: 'openai', model: 'm', worstPicoUsd: 100 } as const
const BILL = { costPicoUsd: 30, inputTokens: 3, resolvedModel: 'm', isEstimated: false }

it('counts as spent what was booked and what nobody knows, not what was released', async () => {
  const ledger = createRunLedger()
  // The fourth stays open: reserved and neither settled nor released.
  const [answered, rejected, lost] = await Promise.all([1, 2, 3, 4].map(() => ledger.reserve(CALL)))
  answered?.settle(BILL)
  rejected?.release()
  lost?.keep()
  expect(ledger.totals()).toEqual({
    settledPicoUsd: 30,
    uncertainPicoUsd: 100,
    reservedPicoUsd: 100,
    calls: 2,
    uncertainCalls: 1,
    inputTokens: 3,
    estimatedCalls: 0,
  })
  expect(spentPicoUsd(ledger.totals())).toBe(130)
})

it('ends a reservation once', async () => {
  const reservation = await createRunLedger().reserve(CALL)
  reservation.release()
  expect(() => reservation.settle(BILL)).toThrow(InvariantError)
})

it.each([0.5, Number.NaN, Infinity, 2 ** 60])(
  'refuses %d pico-dollars, which cannot be added exactly',
  async cost => {
    const reservation = await createRunLedger().reserve(CALL)
    expect(() => reservation.settle({ ...BILL, costPicoUsd: cost })).toThrow(InvariantError)
  },
)

it('sums what a ledger beneath lets through, and hands it every end', async () => {
  const ends: unknown[] = []
  const beneath = {
    reserve: async ({ worstPicoUsd }: { readonly worstPicoUsd: number }) => {
      if (worstPicoUsd > 100) throw new Error('refused')
      return {
        settle: (bill: unknown) => ends.push(bill),
        release: () => ends.push('release'),
        keep: () => ends.push('keep'),
      }
    },
  }
  const ledger = createRunLedger(beneath)
  await expect(ledger.reserve({ ...CALL, worstPicoUsd: 101 })).rejects.toThrow('refused')
  const [answered, rejected, lost] = await Promise.all([1, 2, 3].map(() => ledger.reserve(CALL)))
  answered?.settle(BILL)
  rejected?.release()
  lost?.keep()
  expect(() => answered?.settle(BILL)).toThrow(InvariantError)
  expect(ends).toEqual([BILL, 'release', 'keep'])
  expect(ledger.totals()).toMatchObject({ settledPicoUsd: 30, uncertainPicoUsd: 100, reservedPicoUsd: 0 })
})
