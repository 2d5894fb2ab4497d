import type { TokenUsage } from '../../../records/token-usage.ts'
import type { Consumption } from './exchange.ts'

/** What tokens cost, integer pico-dollars. @throws when the model has no price: a simulator never works for free. */
export type CostOf = (consumption: Consumption & { readonly atMs: number }) => number

/** One thing the simulated vendor will put on the bill. */
export type Charge = {
  readonly requestId: string
  readonly endpoint: string
  readonly key: string
  readonly model: string
  readonly usage: TokenUsage
  readonly isBatch: boolean
  /** Integer pico-dollars. */
  readonly picoUsd: number
  readonly atMs: number
}

/** The vendor's own books: what was done is charged, whether or not its answer arrived. */
export interface Billing {
  readonly charges: readonly Charge[]
  totalPicoUsd(): number
  /** For work that ends after its reply, such as a batch; replies book theirs by `consumptions`. */
  charge(work: Omit<Charge, 'picoUsd'>): void
}

/** Empty books under the given prices. */
export function createBilling(costOf: CostOf): Billing {
  const charges: Charge[] = []
  let total = 0
  return {
    charges,
    totalPicoUsd: () => total,
    charge(work) {
      const picoUsd = costOf(work)
      total += picoUsd
      charges.push({ ...work, picoUsd })
    },
  }
}
