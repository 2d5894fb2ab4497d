import { InvariantError } from '../../errors/invariant-error.ts'
import { wilsonInterval } from '../../numeric/proportion-interval.ts'
import type { FailureMode } from '../../records/failure-mode.ts'
import type { TraceId } from '../../records/ids.ts'
import type { Tier } from '../../records/judged-pair.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Strata, Stratum } from '../../records/strata.ts'
import type {
  FailureRate,
  MixPart,
  ShareTrend,
  StratumDescription,
  TraceTraits,
} from '../../records/stratum-description.ts'
import type { WeekMatch } from '../../records/weeks.ts'
import { namedExamples } from './pick-examples.ts'

/** Asks a language model for one line that says what the requests have in common. */
export type LabelStratum = (examples: readonly RedactedText[]) => Promise<string>

export type DescribeOptions = {
  /** The traces are a sample of the window's: shares get an interval. Default false. */
  readonly isSample?: boolean
  /** Failure modes of production's own answers, by trace; traces not in it were not checked. */
  readonly failureModes?: ReadonlyMap<TraceId, readonly FailureMode[]>
  /** Shares in an earlier window and in this one by one assignment rule; strata not in it are new. */
  readonly previous?: readonly Pick<WeekMatch, 'id' | 'shareBefore' | 'shareAssigned'>[]
  readonly labelStratum?: LabelStratum | undefined
}

const MOST_PARTS = 5
const MOST_FLAGS = 10
const LONGEST_LABEL = 80
const NOT_RECORDED = 'not recorded'
const TIERS: readonly Tier[] = ['single-step', 'few-steps', 'multi-step']

/**
 * Every stratum in the words and numbers a person needs to recognise it, in the order of the strata.
 *
 * A model that labels sees the example requests alone, and only of clusters. When it fails or answers nothing, the
 * keywords stay and `labelledBy` says so.
 *
 * @param traits - one per trace of the strata, in any order.
 * @throws {InvariantError} when a trace has no traits.
 */
export async function describeStrata(
  strata: Strata,
  traits: readonly TraceTraits[],
  options: DescribeOptions = {},
): Promise<readonly StratumDescription[]> {
  const byId = new Map(traits.map(each => [each.traceId, each]))
  return Promise.all(
    strata.strata.map(async stratum => ({
      ...countedTraits(stratum, byId),
      ...(await labelOf(stratum, options.labelStratum)),
      stratumId: stratum.id,
      kind: stratum.kind,
      keywords: stratum.keywords,
      size: stratum.members.length,
      share: stratum.share,
      shareInterval:
        options.isSample === true
          ? wilsonInterval(stratum.members.length, strata.populationSize, 0.95)
          : null,
      ...(stratum.fitShare === undefined ? {} : { fitShare: stratum.fitShare }),
      persistence: stratum.persistence ?? null,
      examples: namedExamples(stratum.exampleRequests),
      failures: failureRate(stratum, options.failureModes),
      trend: trendOf(stratum, options.previous),
    })),
  )
}

async function labelOf(
  stratum: Stratum,
  labelStratum: LabelStratum | undefined,
): Promise<Pick<StratumDescription, 'label' | 'labelledBy'>> {
  const keywords = { label: stratum.label, labelledBy: 'keywords' } as const
  if (labelStratum === undefined || stratum.kind === 'noise') return keywords
  const answer = await labelStratum(stratum.exampleRequests).catch(() => '')
  const label = answer.replace(/\s+/gu, ' ').trim().slice(0, LONGEST_LABEL).toWellFormed()
  return label === '' ? keywords : { label, labelledBy: 'model' }
}

function countedTraits(
  stratum: Stratum,
  byId: ReadonlyMap<TraceId, TraceTraits>,
): Pick<StratumDescription, 'tools' | 'withoutTools' | 'tiers' | 'models' | 'flags'> {
  const traits = stratum.members.map(traceId => {
    const found = byId.get(traceId)
    if (found === undefined)
      throw new InvariantError('Expected the traits of every trace of the strata', {
        details: `${byId.size} traits, stratum ${stratum.id} has ${stratum.members.length} traces`,
      })
    return found
  })
  const tiers = mixOf(
    traits.map(({ tier }) => tier),
    traits.length,
  )
  const flags = [...new Set(traits.flatMap(each => Object.keys(each.flags)))].sort()
  return {
    tools: mixOf(
      traits.flatMap(({ tools }) => tools),
      traits.length,
    ).slice(0, MOST_PARTS),
    withoutTools: traits.filter(({ tools }) => tools.length === 0).length,
    tiers: TIERS.flatMap(tier => tiers.filter(({ name }) => name === tier)),
    models: mixOf(
      traits.map(({ model }) => model ?? NOT_RECORDED),
      traits.length,
    ).slice(0, MOST_PARTS),
    flags: flags.slice(0, MOST_FLAGS).map(flag => ({
      flag,
      states: mixOf(
        traits.map(each => stateOf(each, flag)),
        traits.length,
      ).slice(0, MOST_PARTS),
    })),
  }
}

/** A flag may be named like a part of every object, `toString` for one. */
function stateOf({ flags }: TraceTraits, flag: string): string {
  return (Object.hasOwn(flags, flag) ? flags[flag] : undefined) ?? NOT_RECORDED
}

/** The names by descending count, equal counts by alphabet. */
function mixOf(names: readonly string[], total: number): readonly MixPart[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts]
    .map(([name, count]) => ({ name, count, share: count / total }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
}

function failureRate(stratum: Stratum, modes: DescribeOptions['failureModes']): FailureRate | null {
  const checked = stratum.members.flatMap(traceId => {
    const found = modes?.get(traceId)
    return found === undefined ? [] : [found]
  })
  if (checked.length === 0) return null
  const failed = checked.filter(found => found.length > 0).length
  return {
    checked: checked.length,
    failed,
    rate: failed / checked.length,
    interval: wilsonInterval(failed, checked.length, 0.95),
    modes: mixOf(checked.flat(), checked.length),
  }
}

function trendOf(stratum: Stratum, previous: DescribeOptions['previous']): ShareTrend | null {
  if (previous === undefined) return null
  const found = previous.find(({ id }) => id === stratum.id)
  if (found === undefined) return { kind: 'new' }
  const { shareBefore, shareAssigned } = found
  return {
    kind: 'compared',
    previousShare: shareBefore,
    share: shareAssigned,
    ratio: shareBefore === 0 ? null : shareAssigned / shareBefore,
  }
}
