import { randomBytes } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { ANSWERING_PATHS } from '../config/named-models.ts'
import type { Dependencies, LiveSides, PricedModel, Pricing } from '../dependencies.ts'
import type { EmbeddingModel } from '../models/embedding-model.ts'
import { priceRowOf } from '../models/prices/price-of.ts'
import type { RedactText } from '../privacy/redact-text.ts'
import { bareTrace } from '../records/bare-trace.ts'
import { prepareRedaction } from '../stages/redact/prepare-redaction.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import type { AnsweredTurn, Answerer } from '../stages/replay/answerer.ts'
import { journaled } from '../stages/replay/journaled-answerer.ts'
import type { LabelStratum } from '../stages/stratify/describe-strata.ts'
import type { RewordRequest } from '../stages/synthesise/synthesise.ts'
import { isCheckDue } from './check-due.ts'
import { createAnswerer, createSimulator } from './create-answerer.ts'
import { createJudges, type RunJudges } from './create-judges.ts'
import { createLabeller } from './create-labeller.ts'
import {
  createLanguageModel,
  type ModelInputs,
  type ModelPlace,
  placeOf,
  pricesFor,
  serverOf,
} from './create-language-model.ts'
import { createRewording } from './create-rewording.ts'
import { createRewriter } from './create-rewriter.ts'
import { finishedBefore } from './finished-before.ts'
import type { OpenModels } from './open-models.ts'
import type { RunShare } from './with-dependencies.ts'

/** What of the dependencies calls models beside the embedding. */
export type LiveParts = Pick<
  Dependencies,
  'live' | 'judgeChecks' | 'labelStratum' | 'rewriteRequest' | 'pricing'
> & {
  readonly reword: RewordRequest | undefined
  readonly judge: Dependencies['judge'] | undefined
}

/**
 * Judge, live sides and labels of a config, each behind its key, its price, the week's budget and the journal of what
 * was already answered. Nothing is called yet.
 *
 * @throws {ConfigError} when a key, a price, a rubric or a module is missing.
 */
export async function createLive(
  config: Config,
  open: OpenModels,
  {
    embeddingModel,
    signal,
    share,
  }: {
    readonly embeddingModel: EmbeddingModel
    readonly signal: AbortSignal
    readonly share?: RunShare | undefined
  },
): Promise<LiveParts> {
  const { models, journal, tokenKey, store } = open
  const judge = await createJudges(config, {
    ...models,
    journal,
    tokenKey,
    redactText: open.redactText,
    embeddingModel,
    signal,
    isCheckDue: () => isCheckDue(store, Date.now()),
  })
  const { labels, synthesis } = config.models
  const small =
    labels === undefined
      ? undefined
      : createLanguageModel(placeOf(config, labels, ANSWERING_PATHS.labels), models)
  const asking = { signal, newToken: () => randomBytes(16).toString('hex') }
  return {
    live: await sidesOf(config, open, share?.baselineSinceMs),
    judge: judge?.judge,
    judgeChecks: judge,
    pricing: pricingOf(config, judge, models, () => sharedPart(open.leftPicoUsd(), share)),
    labelStratum: small === undefined ? undefined : redactedLabels(createLabeller(small, asking), open),
    rewriteRequest: small === undefined ? undefined : createRewriter(small, asking),
    reword: rewordingOf(config, synthesis ?? labels, open, asking),
  }
}

/** Under `privacy.mode: synthetic` the model that words synthetic requests anew. */
function rewordingOf(
  config: Config,
  name: string | undefined,
  { models, journal }: OpenModels,
  asking: { readonly signal: AbortSignal; readonly newToken: () => string },
): RewordRequest | undefined {
  if (name === undefined || config.privacy.mode !== 'synthetic') return undefined
  const path = config.models.synthesis === undefined ? ANSWERING_PATHS.labels : ANSWERING_PATHS.synthesis
  const model = createLanguageModel(placeOf(config, name, path), models)
  return createRewording(model, { ...asking, name, journal })
}

/** A model's label is a text like any other. */
function redactedLabels(label: LabelStratum, { redactText }: Pick<OpenModels, 'redactText'>): LabelStratum {
  return async examples => {
    const text = await label(examples)
    await redactText.prepare([text])
    return redactText(text)
  }
}

/** What the run's models cost; undefined when none of them costs anything. */
function pricingOf(
  config: Config,
  judge: RunJudges | undefined,
  models: ModelInputs,
  leftPicoUsd: () => number | undefined,
): Pricing | undefined {
  const priced = (place: ModelPlace): PricedModel | undefined => {
    const nowMs = models.nowMs()
    const row = priceRowOf(pricesFor(place, models.prices, nowMs), place.provider, place.model, nowMs)
    return row === undefined
      ? undefined
      : { row, cacheLifetime: place.provider === 'anthropic' ? '5m' : '30m' }
  }
  const side = (answerer: Config['candidate'] | 'recorded', path: string): PricedModel | undefined =>
    answerer !== undefined && answerer !== 'recorded' && answerer.kind === 'model'
      ? priced(placeOf(config, answerer.model, path))
      : undefined
  const texts = judge === undefined ? undefined : priced(judge.texts.place)
  const [candidate, baseline] = [
    side(config.candidate, ANSWERING_PATHS.candidate),
    side(config.baseline, ANSWERING_PATHS.baseline),
  ]
  if (texts === undefined && candidate === undefined && baseline === undefined) return undefined
  return {
    leftPicoUsd,
    judge: texts === undefined || judge === undefined ? undefined : { ...texts, ...judge.texts },
    candidate,
    baseline,
  }
}

function sharedPart(leftPicoUsd: number | undefined, share: RunShare | undefined): number | undefined {
  return leftPicoUsd === undefined ? undefined : Math.floor(leftPicoUsd * (share?.budgetShare ?? 1))
}

async function sidesOf(
  config: Config,
  open: OpenModels,
  baselineSinceMs: number | undefined,
): Promise<LiveSides | undefined> {
  const { candidate, baseline, replay } = config
  const { models, journal, redactText, store } = open
  // A server or a module can have changed since the last run without anything here telling; a model's name is its version.
  const since = finishedBefore(store, config.configHash)
  const sinceOf = (side: 'candidate' | 'baseline'): number =>
    side === 'baseline' ? (baselineSinceMs ?? since) : since
  const live = async (
    side: 'candidate' | 'baseline',
    answerer: typeof candidate | 'recorded',
  ): Promise<Answerer | undefined> => {
    if (answerer === undefined || answerer === 'recorded' || answerer.kind === 'recorded') return undefined
    const place =
      answerer.kind === 'model' ? placeOf(config, answerer.model, ANSWERING_PATHS[side]) : undefined
    const identity = place === undefined ? [sinceOf(side)] : [0, ...serverOf(place)]
    return journaled(await createAnswerer(answerer, side, config, models), {
      journal,
      settings: [side, replay.mode, JSON.stringify(answerer), ...identity],
      redact: turn => redactTurn(turn, redactText),
    })
  }
  const sides = { candidate: await live('candidate', candidate), baseline: await live('baseline', baseline) }
  if (sides.candidate === undefined && sides.baseline === undefined) return undefined
  return {
    ...sides,
    userSimulator:
      replay.userSimulator === undefined ? undefined : await createSimulator(replay.userSimulator, models),
    deadline: ms => AbortSignal.timeout(ms),
  }
}

/** One turn redacted as a trace of its own: what is kept of it holds nothing personal. */
async function redactTurn(turn: AnsweredTurn, redactText: RedactText): Promise<AnsweredTurn> {
  const { text, calls, finishReason } = turn
  const trace = bareTrace('' as Parameters<typeof redactTrace>[0]['traceId'], [
    { role: 'assistant', text, calls, finishReason },
  ])
  await prepareRedaction([trace], redactText)
  const { messages } = redactTrace(trace, redactText)
  const [redacted] = messages
  return redacted?.role === 'assistant' ? { ...turn, text: redacted.text, calls: redacted.calls } : turn
}
