import { mcnemarWorse } from '../../numeric/mcnemar.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/** Sessions that won and lost in each of some groups of pairs. */
export type SessionCounts = { readonly won: Int32Array; readonly lost: Int32Array }

/**
 * Every session counted once in each group, by whether more of its pairs there were won or lost: pairs of one session
 * tell much the same story, and an exact test that takes them for independent finds regressions that are one bad session.
 *
 * @param visit - tells of a pair to which groups it belongs, and how it went there: 1 won, -1 lost, 0 neither.
 * @returns undefined where every pair is a session of its own.
 */
export function sessionCounts(
  frame: TrafficFrame,
  groupCount: number,
  visit: (index: number, add: (group: number, sign: number) => void) => void,
): SessionCounts | undefined {
  if (frame.unitCount === frame.pairs.length) return undefined
  const won = new Int32Array(groupCount)
  const lost = new Int32Array(groupCount)
  const net = new Int32Array(groupCount)
  let touched: number[] = []
  const add = (group: number, sign: number): void => {
    if (sign === 0) return
    net[group] = (net[group] ?? 0) + sign
    touched.push(group)
  }
  const close = (): void => {
    for (const group of touched) {
      const own = net[group] ?? 0
      if (own > 0) won[group] = (won[group] ?? 0) + 1
      if (own < 0) lost[group] = (lost[group] ?? 0) + 1
      // A group that was touched twice is counted once.
      net[group] = 0
    }
    touched = []
  }
  let session: number | undefined
  for (const index of inSessions(frame)) {
    if (frame.units[index] !== session) close()
    session = frame.units[index]
    visit(index, add)
  }
  close()
  return { won, lost }
}

/** The pairs with those of one session beside each other. */
function inSessions({ units, unitCount }: TrafficFrame): Int32Array {
  const places = new Int32Array(unitCount + 1)
  for (const unit of units) places[unit + 1] = (places[unit + 1] ?? 0) + 1
  for (let unit = 0; unit < unitCount; unit += 1)
    places[unit + 1] = (places[unit + 1] ?? 0) + (places[unit] ?? 0)
  const order = new Int32Array(units.length)
  for (const [index, unit] of units.entries()) {
    const place = places[unit] ?? 0
    order[place] = index
    places[unit] = place + 1
  }
  return order
}

/** Wins and losses by pairs, and by sessions where these repeat. */
export type CountedTwice = {
  readonly won: number
  readonly lost: number
  readonly sessionsWon: number
  readonly sessionsLost: number
}

/** Exact one-sided McNemar p-value of losses, by pairs or by sessions, whichever says less. */
export function worseInSessions({ won, lost, sessionsWon, sessionsLost }: CountedTwice): number {
  return Math.max(mcnemarWorse(won, lost), mcnemarWorse(sessionsWon, sessionsLost))
}
