import { sum } from '../../numeric/sum.ts'
import type { TraceId } from '../../records/ids.ts'
import { allocate } from './allocate.ts'
import { permanentRandomNumber, sessionRank } from './permanent-random-number.ts'
import { firstPhaseSizes, sessionLimit } from './session-limit.ts'

/** What a cell is drawn by. */
export type CellToDraw = {
  readonly members: readonly TraceId[]
  /** Planned draws, integer in [0, members.length]. */
  readonly size: number
  /** Name under which its traces have their permanent random numbers. */
  readonly scope: string
  /** No more than planned, whatever other cells lack. */
  readonly isCapped: boolean
}

export type DrawnTrace = { readonly traceId: TraceId; readonly inclusionProbability: number }

export type DrawnCells = {
  /** Per cell, in random order. */
  readonly draws: readonly (readonly DrawnTrace[])[]
  /** Traces a session may have in the sample. */
  readonly limit: number
}

/**
 * Draws from every cell, without replacement, by permanent random numbers; at most `limit` traces of a
 * session, over all cells.
 *
 * Where no session is larger than two traces this is a simple random sample of each cell, with inclusion
 * probability n / N. Otherwise there are three phases, each with exact probabilities given the one before:
 *
 * 1. a simple random sample of n' >= n of the cell's N traces: n' / N;
 * 2. of each session with m drawn traces, a simple random sample of k = min(limit, m) of them: k / m;
 * 3. a simple random sample of n of the n'' traces of the cell that are left: n / n''.
 *
 * A draw's inclusion probability is the product. The sum of y / probability is unbiased for the total of y
 * (the double expansion estimator): given phases 1 and 2 the last phase is unbiased for the sum of
 * (N / n') (m / k) y over what is left, that is unbiased given phase 1 for the sum of (N / n') y, and that
 * for the sum of y. Thinning what was drawn costs little; thinning the population first would give every
 * trace of a long session a large weight even where no session would have been drawn twice.
 *
 * @see Sarndal, Swensson & Wretman 1992, section 9.3.
 */
export function drawCells(
  cells: readonly CellToDraw[],
  seed: string,
  sessionOf: (traceId: TraceId) => string | undefined,
): DrawnCells {
  const orders = cells.map(cell => inRandomOrder(cell.members, seed, cell.scope))
  const sessions = longSessions(cells, sessionOf)
  const planned = cells.map(({ members, size }) => ({ population: members.length, size }))
  const population = sum(planned.map(cell => cell.population))
  const sessionSizes = [...sessions.values()].map(session => session.length)
  const limit = sessionLimit(sessionSizes, population, sum(planned.map(cell => cell.size)))

  const firstSizes = firstSizesOf(planned, [...sessions.values()], limit)
  const first = orders.map((order, index) => order.slice(0, firstSizes[index]))
  const thinned = thinSessions(first, limit, seed, id => {
    const session = sessionOf(id)
    return session !== undefined && sessions.has(session) ? session : undefined
  })
  const sizes = finalSizes(
    cells,
    thinned.map(left => left.length),
  )
  const draws = thinned.map((left, index) => {
    const size = sizes[index] ?? 0
    const drawn = size * (firstSizes[index] ?? 0)
    const possible = left.length * (planned[index]?.population ?? 0)
    // Integers up to here, so that an unthinned cell has exactly n / N.
    return left.slice(0, size).map(({ traceId, kept, of }) => ({
      traceId,
      inclusionProbability: (drawn * kept) / (possible * of),
    }))
  })
  return { draws, limit }
}

/** The members by permanent random number, smallest first. */
function inRandomOrder(members: readonly TraceId[], seed: string, scope: string): readonly TraceId[] {
  return members
    .map(traceId => ({ traceId, u: permanentRandomNumber(seed, scope, traceId) }))
    .sort((a, b) => a.u - b.u || (a.traceId < b.traceId ? -1 : 1))
    .map(({ traceId }) => traceId)
}

/** Sessions of more than two traces, each as the cell of every trace. */
function longSessions(
  cells: readonly CellToDraw[],
  sessionOf: (traceId: TraceId) => string | undefined,
): ReadonlyMap<string, readonly number[]> {
  const sessions = new Map<string, number[]>()
  for (const [index, { members }] of cells.entries()) {
    for (const traceId of members) {
      const session = sessionOf(traceId)
      if (session === undefined) continue
      const own = sessions.get(session)
      if (own === undefined) sessions.set(session, [index])
      else own.push(index)
    }
  }
  for (const [session, own] of sessions) if (own.length <= 2) sessions.delete(session)
  return sessions
}

function firstSizesOf(
  planned: readonly { readonly population: number; readonly size: number }[],
  sessions: readonly (readonly number[])[],
  limit: number,
): readonly number[] {
  if (sessions.length === 0) return planned.map(cell => cell.size)
  // A limit above two is there because the sample needs nearly every trace it can get.
  return limit > 2 ? planned.map(cell => cell.population) : firstPhaseSizes(planned, sessions)
}

/** A trace left by the second phase: its session kept `kept` of its `of` drawn traces. */
type Left = { readonly traceId: TraceId; readonly kept: number; readonly of: number }

function thinSessions(
  first: readonly (readonly TraceId[])[],
  limit: number,
  seed: string,
  longSessionOf: (traceId: TraceId) => string | undefined,
): readonly (readonly Left[])[] {
  const drawnOf = new Map<string, TraceId[]>()
  for (const traceId of first.flat()) {
    const session = longSessionOf(traceId)
    if (session === undefined) continue
    const drawn = drawnOf.get(session)
    if (drawn === undefined) drawnOf.set(session, [traceId])
    else drawn.push(traceId)
  }
  const kept = new Map<TraceId, number>()
  const dropped = new Set<TraceId>()
  for (const drawn of drawnOf.values()) {
    if (drawn.length <= limit) continue
    const ranked = drawn
      .map(traceId => ({ traceId, rank: sessionRank(seed, traceId) }))
      .sort((a, b) => a.rank - b.rank || (a.traceId < b.traceId ? -1 : 1))
    for (const { traceId } of ranked.slice(0, limit)) kept.set(traceId, drawn.length)
    for (const { traceId } of ranked.slice(limit)) dropped.add(traceId)
  }
  return first.map(order =>
    order
      .filter(traceId => !dropped.has(traceId))
      .map(traceId => {
        const of = kept.get(traceId)
        return of === undefined ? { traceId, kept: 1, of: 1 } : { traceId, kept: limit, of }
      }),
  )
}

/** The planned sizes, and where too few traces are left in a cell, more from cells that can spare them. */
function finalSizes(cells: readonly CellToDraw[], left: readonly number[]): readonly number[] {
  const target = sum(cells.map(cell => cell.size))
  const rows = cells.map(({ size, isCapped }, index) => {
    const available = left[index] ?? 0
    const floor = Math.min(size, available)
    return { weight: size, floor, cap: available, planned: isCapped ? floor : available }
  })
  const isEnough = sum(rows.map(row => row.planned)) >= target
  return allocate(
    rows.map(row => ({ ...row, cap: isEnough ? row.planned : row.cap })),
    target,
  )
}
