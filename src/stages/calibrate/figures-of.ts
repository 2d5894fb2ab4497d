import { bootstrapItems } from '../../numeric/bootstrap-items.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import { wilsonInterval } from '../../numeric/proportion-interval.ts'
import type { Rng } from '../../numeric/random.ts'
import type {
  CalibratedShare,
  CalibrationFigures,
  CalibrationInterval,
  LabelAgreement,
} from '../../records/calibration.ts'
import { itemCounts, readTotals, type Totals, totalsOf } from './item-counts.ts'
import {
  COEFFICIENT_NAMES,
  COEFFICIENTS,
  labelAgreement,
  tableOf,
  usedCategories,
} from './label-agreement.ts'
import type { LabelledVotes } from './labelled-votes.ts'

/** Two-sided, so that each end is a one-sided 95% bound. */
const CONFIDENCE = 0.9
const RESAMPLES = 2_000

type ShareName = 'accuracy' | 'accuracyOfUsable' | 'flips' | 'agreed' | 'firstPosition' | 'verdictAccuracy'

const SHARES: { readonly [name in ShareName]: (totals: Totals) => readonly [count: number, of: number] } = {
  accuracy: ({ count }) => [count('right'), count('usable') + count('unreadable')],
  accuracyOfUsable: ({ count }) => [count('right'), count('usable')],
  flips: ({ count }) => [count('flipped'), count('bothUsable')],
  agreed: ({ count }) => [count('agreedRight'), count('agreed')],
  firstPosition: ({ count }) => [count('first'), count('decided')],
  verdictAccuracy: ({ count }) => [count('verdictRight'), count('verdicts')],
}

type Source = 'votes' | 'verdicts'

type Statistic = {
  readonly name: string
  readonly of: (totals: Totals) => number | undefined
}

/** Every number with an interval, in one list: all of them are taken from the same resamples. */
function statisticsOf(totals: Totals): readonly Statistic[] {
  const coefficients = (['votes', 'verdicts'] as const).flatMap(source => {
    // Those of the data: a resample without one of them is drawn from the same scale.
    const categories = usedCategories(totals[source])
    return COEFFICIENT_NAMES.map(name => ({
      name: `${source} ${name}`,
      of: (again: Totals) => COEFFICIENTS[name](tableOf(again[source], categories)),
    }))
  })
  const shares = Object.entries(SHARES).map(([name, shareIn]) => ({
    name,
    of: (again: Totals) => rateOf(shareIn(again)),
  }))
  return [...shares, ...coefficients, { name: 'length bias', of: lengthBias }]
}

type Intervals = ReadonlyMap<string, CalibrationInterval>

/**
 * What the votes of one judge on these pairs show. Intervals are percentiles of 2,000 resamples of the items, so that
 * two votes on one item do not count as two items; where no resample differs from another they are widened by what
 * so few items cannot have shown (Wilson for shares, `withUnseenErrors` for coefficients).
 *
 * @param rng - draws the items again.
 */
export function figuresOf(items: readonly LabelledVotes[], rng: Rng): CalibrationFigures {
  const rows = itemCounts(items)
  const totals = readTotals(totalsOf(rows))
  const intervals = intervalsOf(rows, statisticsOf(totals), rng)
  const share = (name: ShareName): CalibratedShare => shareOf(name, totals, items.length, intervals)
  const agreement = (source: Source): LabelAgreement =>
    labelAgreement(totals[source], totals.count('answered'), CONFIDENCE, name =>
      intervals.get(`${source} ${name}`),
    )
  const { count } = totals
  return {
    items: items.length,
    answered: count('answered'),
    votes: { usable: count('usable'), unreadable: count('unreadable'), missing: count('missing') },
    accuracy: share('accuracy'),
    accuracyOfUsable: share('accuracyOfUsable'),
    agreement: agreement('votes'),
    flips: share('flips'),
    halfReadable: count('halfReadable'),
    agreed: share('agreed'),
    firstPosition: share('firstPosition'),
    length: {
      votes: count('unequal'),
      judge: rateOf([count('longer'), count('unequal')]) ?? null,
      people: rateOf([count('longerByPeople'), count('unequal')]) ?? null,
      bias: { value: lengthBias(totals) ?? null, interval: intervals.get('length bias') ?? null },
    },
    verdicts:
      items.length === 0 || count('incomplete') > 0
        ? null
        : {
            accuracy: share('verdictAccuracy'),
            agreement: agreement('verdicts'),
            unresolved: count('unresolved'),
          },
  }
}

function intervalsOf(rows: Matrix, statistics: readonly Statistic[], rng: Rng): Intervals {
  const drawn = bootstrapItems(
    rows,
    again => {
      const totals = readTotals(again)
      return statistics.map(statistic => statistic.of(totals))
    },
    { rng, resamples: RESAMPLES, confidence: CONFIDENCE },
  )
  return new Map(
    statistics.flatMap(({ name }, index) => {
      const interval = drawn[index]
      return interval === undefined ? [] : [[name, interval] as const]
    }),
  )
}

function shareOf(name: ShareName, totals: Totals, items: number, intervals: Intervals): CalibratedShare {
  const [count, of] = SHARES[name](totals)
  const rate = rateOf([count, of])
  if (rate === undefined) return { count, of, rate: null, interval: null }
  const interval = intervals.get(name) ?? null
  // All resamples equal is no certainty: so many items can all be alike by chance.
  const effective = Math.min(of, items)
  const isFlat = interval !== null && interval[0] === interval[1]
  return {
    count,
    of,
    rate,
    interval: isFlat ? wilsonInterval(Math.round(rate * effective), effective, CONFIDENCE) : interval,
  }
}

function lengthBias({ count }: Totals): number | undefined {
  return rateOf([count('longer') - count('longerByPeople'), count('unequal')])
}

function rateOf([count, of]: readonly [count: number, of: number]): number | undefined {
  return of === 0 ? undefined : count / of
}
