import { holm } from '../../numeric/false-discovery.ts'
import { formatPValue, formatQuantity } from '../../numeric/format-number.ts'
import { mcnemarWorse } from '../../numeric/mcnemar.ts'
import { type ExactTable, stratifiedExactTest } from '../../numeric/stratified-exact-test.ts'
import type { FlagAttribution, Gates } from '../../records/decision.ts'
import type { Strata } from '../../records/strata.ts'
import { stratumNames } from './count-slices.ts'
import { pairSign } from './pair-sign.ts'
import type { Slice, SliceIndex } from './slice-index.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/**
 * Chance that any flag state is named although no flag makes a difference. Below the levels of the gates: a wrong lead
 * costs somebody a day, and a flag that carries a regression leaves no doubt (14 of 15 losses: p = 0.0003).
 */
const FAMILY_ALPHA = 0.01
/** One-sided level at which the traffic with, or without, a state counts as worse by itself. */
const OWN_ALPHA = 0.05
/** A state in fewer pairs than this, or more values than this of one flag, is no state to test. */
const SMALLEST_STATE = 10
const MOST_STATES = 20

/** What got worse. One number per pair: 1 where it shows, -1 where it went away, 0 otherwise; `OUTSIDE`: no part of it. */
type Regression = { readonly subject: FlagAttribution['subject']; readonly signs: Int8Array }

const OUTSIDE = 2

/**
 * Which flag states carry what regressed. Losses are compared between the traffic with a state and the rest of it,
 * among pairs of the same intent and run length, so that a flag that only certain requests have does not stand in for
 * them: where the two cannot be told apart, nothing is said. Exact test, Holm over all states and regressions.
 *
 * A `carrier` has the regression to itself: it got worse and the rest did not. `concentrated`: the rest did, too.
 *
 * @returns undefined when nothing regressed or no flag has two states; most significant first otherwise.
 */
export function flagAttribution(
  frame: TrafficFrame,
  strata: Strata,
  gates: Gates,
  isOutcomeHeadline: boolean,
): readonly FlagAttribution[] | undefined {
  const states = flagStates(frame)
  if (states.length === 0) return undefined
  const regressions = regressionsOf(frame, strata, gates, isOutcomeHeadline)
  if (regressions.length === 0) return undefined
  const cells = cellsOf(frame)
  const index = frame.slices()
  const tested = regressions.flatMap(regression => testStates(states, index, cells, regression))
  const adjusted = holm(tested.map(({ pValue }) => pValue))
  return tested
    .map((each, index): FlagAttribution => {
      const adjustedPValue = adjusted[index] ?? 1
      return { ...each, adjustedPValue, finding: findingOf(each, adjustedPValue) }
    })
    .sort((left, right) => left.pValue - right.pValue || right.lost - left.lost)
}

/** One plain sentence for each flag state that carries a regression, the clearest first. */
export function flagSentences(attributions: readonly FlagAttribution[] = []): readonly string[] {
  const said = new Set<string>()
  return attributions.flatMap(attribution => {
    const { finding, flag, state, subject, lost, pairs, expected, elsewhere, adjustedPValue } = attribution
    const name = `${flag}=${state}`
    if (finding === 'none' || said.has(name)) return []
    said.add(name)
    const noun = subject === 'losses' ? 'losses' : `new cases of ${subject}`
    const evidence = `${lost} of ${lost + elsewhere.lost} ${noun} in ${formatQuantity(pairs, 'pair')} with it, where ${expected.toFixed(1)} would be expected (adjusted p ${formatPValue(adjustedPValue)})`
    const rest = `${elsewhere.lost} in ${formatQuantity(elsewhere.pairs, 'pair')}`
    return finding === 'carrier'
      ? [`The regression sits in traffic with ${name}: ${evidence}; elsewhere ${rest}, no regression.`]
      : [`The regression is worse in traffic with ${name}: ${evidence}; elsewhere ${rest}, a regression too.`]
  })
}

type Tested = Omit<FlagAttribution, 'adjustedPValue' | 'finding'>

function findingOf({ won, lost, elsewhere }: Tested, adjustedPValue: number): FlagAttribution['finding'] {
  if (adjustedPValue > FAMILY_ALPHA || mcnemarWorse(won, lost) > OWN_ALPHA) return 'none'
  return mcnemarWorse(elsewhere.won, elsewhere.lost) <= OWN_ALPHA ? 'concentrated' : 'carrier'
}

/** A flag state and the slice it is. */
type FlagState = { readonly flag: string; readonly state: string; readonly slice: number }

/** The states of every flag that has between two and twenty of them; a trace without the flag has a state of its own. */
function flagStates(frame: TrafficFrame): readonly FlagState[] {
  const { slices, members } = frame.slices()
  const counts = new Int32Array(slices.length)
  for (const slice of members) counts[slice] = (counts[slice] ?? 0) + 1
  const flags = new Map<string, FlagState[]>()
  for (const [slice, { flagState }] of slices.entries()) {
    if (flagState === undefined) continue
    const known = flags.get(flagState.flag)
    if (known === undefined) flags.set(flagState.flag, [{ ...flagState, slice }])
    else known.push({ ...flagState, slice })
  }
  return [...flags.values()].flatMap(states => {
    const named = states.reduce((sum, { slice }) => sum + (counts[slice] ?? 0), 0)
    const kinds = states.length + (named < frame.pairs.length ? 1 : 0)
    if (kinds < 2 || states.length > MOST_STATES) return []
    return states.filter(({ slice }) => (counts[slice] ?? 0) >= SMALLEST_STATE)
  })
}

function regressionsOf(
  frame: TrafficFrame,
  strata: Strata,
  gates: Gates,
  isOutcomeHeadline: boolean,
): readonly Regression[] {
  const modes = modeRegressions(frame, gates)
  const isLost = [gates.global, gates.outcome, gates.slices].some(({ verdict }) => verdict === 'FAIL')
  if (!isLost) return modes
  const isInScope = scopeOf(frame, strata, gates)
  const signs = Int8Array.from(frame.pairs, (pair, index) => {
    const sign = isInScope(index) ? pairSign(pair, isOutcomeHeadline) : undefined
    return sign === undefined ? OUTSIDE : -sign
  })
  return [...modes, { subject: 'losses', signs }]
}

/** The failure modes that regressed, in one pass over the pairs. */
function modeRegressions({ pairs }: TrafficFrame, { modes }: Gates): readonly Regression[] {
  const regressions = modes.findings.flatMap(({ mode, finding }) =>
    finding === 'regression' ? [{ subject: mode, signs: new Int8Array(pairs.length) }] : [],
  )
  for (const [index, { baselineModes, candidateModes }] of pairs.entries()) {
    if (baselineModes.length === 0 && candidateModes.length === 0) continue
    for (const { subject, signs } of regressions) {
      signs[index] = Number(candidateModes.includes(subject)) - Number(baselineModes.includes(subject))
    }
  }
  return regressions
}

/** The pairs of the slices that regressed, flag states apart; all pairs when none but those did. */
function scopeOf(frame: TrafficFrame, strata: Strata, gates: Gates): (index: number) => boolean {
  const { slices, starts, members } = frame.slices()
  const names = stratumNames(strata)
  const shownName = ({ family, name }: Slice): string =>
    family === 'cluster' ? ([...names].find(([id]) => id === name)?.[1] ?? name) : name
  const regressed = gates.slices.findings.filter(each => each.isRegression && each.family !== 'flag')
  if (regressed.length === 0) return () => true
  const keys = new Set(regressed.map(({ family, name }) => `${family}\0${name}`))
  const isRegressed = slices.map(slice => keys.has(`${slice.family}\0${shownName(slice)}`))
  return index => {
    for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at += 1) {
      if (isRegressed[members[at] ?? 0] === true) return true
    }
    return false
  }
}

/** Number of the cell of each pair: its intent and run length. */
function cellsOf(frame: TrafficFrame): { readonly cells: Int32Array; readonly count: number } {
  const { slices, starts, members } = frame.slices()
  const numbers = new Map<number, number>()
  const cells = Int32Array.from(frame.pairs, (_, index) => {
    let [cluster, tier] = [0, 0]
    for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at += 1) {
      const slice = members[at] ?? 0
      const family = slices[slice]?.family
      if (family === 'cluster') cluster = slice
      if (family === 'tier') tier = slice
    }
    const key = cluster * slices.length + tier
    const known = numbers.get(key)
    if (known === undefined) numbers.set(key, numbers.size)
    return known ?? numbers.size - 1
  })
  return { cells, count: numbers.size }
}

/** Every state that has enough pairs of what regressed, in one pass over the pairs. */
function testStates(
  states: readonly FlagState[],
  { slices, starts, members }: SliceIndex,
  { cells, count }: ReturnType<typeof cellsOf>,
  { subject, signs }: Regression,
): readonly Tested[] {
  const all = createCounts(count)
  const within = states.map(() => createCounts(count))
  const countsOf = new Array<Counts | undefined>(slices.length)
  for (const [number, { slice }] of states.entries()) countsOf[slice] = within[number]
  for (let index = 0; index < signs.length; index += 1) {
    const sign = signs[index] ?? OUTSIDE
    if (sign === OUTSIDE) continue
    const cell = cells[index] ?? 0
    countInto(all, cell, sign)
    for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at += 1) {
      const counts = countsOf[members[at] ?? 0]
      if (counts !== undefined) countInto(counts, cell, sign)
    }
  }
  return states.flatMap(({ flag, state }, number) => {
    const own = within[number]
    if (own === undefined || own.pairs < SMALLEST_STATE) return []
    const tables = Array.from(
      all.totals,
      (total, cell): ExactTable => ({
        total,
        inGroup: own.totals[cell] ?? 0,
        events: all.events[cell] ?? 0,
        eventsInGroup: own.events[cell] ?? 0,
      }),
    )
    const { pValue, expected } = stratifiedExactTest(tables)
    const { pairs, won, lost } = own
    const elsewhere = { pairs: all.pairs - pairs, won: all.won - won, lost: all.lost - lost }
    return [{ subject, flag, state, pairs, won, lost, elsewhere, expected, pValue }]
  })
}

/** Pairs and losses per cell, and over all cells. */
type Counts = {
  readonly totals: Int32Array
  readonly events: Int32Array
  pairs: number
  won: number
  lost: number
}

function createCounts(cells: number): Counts {
  return { totals: new Int32Array(cells), events: new Int32Array(cells), pairs: 0, won: 0, lost: 0 }
}

function countInto(counts: Counts, cell: number, sign: number): void {
  counts.totals[cell] = (counts.totals[cell] ?? 0) + 1
  counts.pairs += 1
  if (sign < 0) counts.won += 1
  if (sign <= 0) return
  counts.lost += 1
  counts.events[cell] = (counts.events[cell] ?? 0) + 1
}
