import type { Config } from '../config/config.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { PriceTable } from '../models/prices/price-table.ts'
import { formatInterval } from '../numeric/format-number.ts'
import type { Calibration } from '../records/calibration.ts'
import { chooseJudge, type JudgeChoice } from '../stages/calibrate/choose-judge.ts'
import { DEFAULT_ELIGIBILITY, decisiveAgreement } from '../stages/calibrate/eligibility-of.ts'
import { judgeIdentity } from '../stages/calibrate/judge-identity.ts'
import { currentCalibrations } from '../stages/calibrate/parse-calibrations.ts'
import { failoverJudge } from '../stages/judge/failover-judge.ts'
import { createJudge, type JudgeInputs, type LiveJudge } from './create-judge.ts'
import { placeOf, pricesFor } from './create-language-model.ts'
import { calibrationFileOf, readCalibrations } from './read-calibrations.ts'

export type RunJudges = Pick<LiveJudge, 'judge' | 'manifest' | 'check' | 'texts'> & {
  readonly isBatched: boolean
  /** Another judge that is due to check this one. */
  readonly secondary: LiveJudge | undefined
}

export type RunJudgesInputs = JudgeInputs & {
  /** Whether the check by `judge.secondary` is due. */
  readonly isCheckDue: () => boolean
}

/** What a vote uses, before any calibration has counted it. */
const EXPECTED_VOTE = { inputTokens: 1_500, prefixTokens: 500, cacheReadProbability: 0, p95OutputTokens: 350 }

/**
 * The judges of a run: the one the config names, or with routing the cheapest that people's labels admit, with others
 * that take over between pairs, and the one that checks it when that is due. Routing happens here, once; prices are
 * read anew at every start.
 *
 * @returns undefined when the config names no judge and routing is off: then rules alone decide.
 * @throws {ConfigError} when routing finds no eligible judge, with every reason; when a key, a price or a rubric is missing.
 */
export async function createJudges(config: Config, inputs: RunJudgesInputs): Promise<RunJudges | undefined> {
  const named = config.freeform.judge.model ?? config.structured.argumentJudge.model
  const calibrations = currentCalibrations(await readCalibrations(calibrationFileOf(config.store.path)))
  const routed = await routedJudges(config, inputs, calibrations)
  for (const warning of routed?.choice.warnings ?? []) inputs.onWarning(`judges: ${warning}`)
  const primary =
    named === undefined ? chosenOf(routed) : { judge: await createJudge(config, inputs), name: named }
  if (primary?.judge === undefined) return undefined
  const others = routed?.choice.kind === 'chosen' ? fallbacksOf(routed.choice, primary.name) : []
  const takingOver = others.flatMap(name => routed?.offered.get(name) ?? [])
  return {
    ...primary.judge,
    judge: failoverJudge([primary.judge.judge, ...takingOver.map(({ judge }) => judge)]),
    manifest: primary.judge.manifest.map(each => {
      const agreement = agreementOf(judgeIdentity(each), calibrations)
      return agreement === undefined ? each : { ...each, agreement }
    }),
    isBatched: primary.judge.texts.mode === 'batch',
    secondary: await secondaryOf(config, inputs),
  }
}

type Routed = { readonly choice: JudgeChoice; readonly offered: ReadonlyMap<string, LiveJudge> }

async function routedJudges(
  config: Config,
  inputs: RunJudgesInputs,
  calibrations: readonly Calibration[],
): Promise<Routed | undefined> {
  const { enabled, fallbackOrder } = config.costControls.providerRouting
  if (!enabled) return undefined
  const offered = new Map<string, LiveJudge>()
  for (const name of config.models.judges) {
    const judge = await createJudge(withJudge(config, name), inputs)
    if (judge !== undefined) offered.set(name, judge)
  }
  const { candidate, baseline } = config
  const choice = chooseJudge(
    [...offered].flatMap(([name, { manifest, texts }]) => {
      const [asked] = manifest
      const { provider, model } = texts.place
      return asked === undefined ? [] : [{ name, provider, model, identity: judgeIdentity(asked) }]
    }),
    {
      calibrations,
      thresholds: { ...DEFAULT_ELIGIBILITY, maxAttackSuccess: config.judge.maxAttackSuccess },
      prices: pricesOf(config, [...offered.keys()], inputs),
      mode: 'standard',
      expected: EXPECTED_VOTE,
      votes: { method: config.judge.votes, runs: config.freeform.judge.runs },
      fallbackOrder,
      // Who answered recorded traces is known when they are read; the run is then refused if need be.
      sides: [
        ...(candidate?.kind === 'model' ? [{ side: 'candidate', model: candidate.model } as const] : []),
        ...(baseline !== 'recorded' && baseline.kind === 'model'
          ? [{ side: 'baseline', model: baseline.model } as const]
          : []),
      ],
      allowSameFamily: config.judge.allowSameFamily,
      nowMs: inputs.nowMs(),
    },
  )
  return { choice, offered }
}

/** The price table with what the offered judges' own endpoints cost. */
function pricesOf(config: Config, names: readonly string[], { prices, nowMs }: RunJudgesInputs): PriceTable {
  return names.reduce(
    (table, name) => pricesFor(placeOf(config, name, 'models.judges'), table, nowMs()),
    prices,
  )
}

function chosenOf(routed: Routed | undefined): { judge: LiveJudge | undefined; name: string } | undefined {
  if (routed === undefined || routed.offered.size === 0) return undefined
  const { choice, offered } = routed
  if (choice.kind === 'chosen') return { judge: offered.get(choice.judge.name), name: choice.judge.name }
  const reasons = choice.refused.map(({ name, reasons: why }) => `${name}: ${why.join(' ')}`)
  throw new ConfigError(`Expected an eligible judge in \`models.judges\`, found none. ${reasons.join(' ')}`, {
    path: 'models.judges',
    hint: '`tidegate calibrate --labels FILE` measures judges; a judge named in `evaluation.freeform.judge_model` runs uncalibrated',
  })
}

function fallbacksOf(choice: Extract<JudgeChoice, { kind: 'chosen' }>, primary: string): readonly string[] {
  const names = [choice.judge, ...choice.fallbacks].map(({ name }) => name)
  return [...new Set(names)].filter(name => name !== primary)
}

async function secondaryOf(config: Config, inputs: RunJudgesInputs): Promise<LiveJudge | undefined> {
  const { secondary, allowSameFamily } = config.judge
  if (secondary === undefined || !(allowSameFamily || inputs.isCheckDue())) return undefined
  return createJudge(withJudge(config, secondary), inputs)
}

/** The config with one judge for both kinds of question. */
export function withJudge(config: Config, name: string): Config {
  const { structured, freeform } = config
  return {
    ...config,
    structured: { ...structured, argumentJudge: { ...structured.argumentJudge, model: name } },
    freeform: { ...freeform, judge: { ...freeform.judge, model: name } },
  }
}

/** What is known of a judge's agreement with people, as a sentence; undefined when it was never measured as it is now. */
function agreementOf(
  identity: ReturnType<typeof judgeIdentity>,
  calibrations: readonly Calibration[],
): string | undefined {
  const known = calibrations.find(
    each =>
      each.identity.judge === identity.judge &&
      each.identity.rubricHash === identity.rubricHash &&
      each.identity.settings === identity.settings,
  )
  if (known === undefined) return undefined
  const { name, value } = decisiveAgreement(known.overall, DEFAULT_ELIGIBILITY.skewedShare)
  const day = new Date(known.calibratedAtMs).toISOString().slice(0, 10)
  return `${name} ${value.value?.toFixed(3) ?? 'n/a'} ${formatInterval(value.interval)} on ${known.overall.answered} labelled pairs, ${day}`
}
