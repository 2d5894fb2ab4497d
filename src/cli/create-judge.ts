import { createHmac, createSecretKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Config, JudgeCallConfig } from '../config/config.ts'
import { ANSWERING_PATHS } from '../config/named-models.ts'
import { ConfigError } from '../errors/config-error.ts'
import { takesBatches } from '../models/batch/create-batch-language-model.ts'
import type { EmbeddingModel } from '../models/embedding-model.ts'
import type { LanguageModel } from '../models/language-model.ts'
import type { PriceMode } from '../models/prices/cost-of.ts'
import type { RedactText } from '../privacy/redact-text.ts'
import type { JudgeManifest } from '../records/evaluation.ts'
import type { JudgeControls } from '../records/judge-controls.ts'
import { controlCounts, controlItems } from '../stages/judge/attacks/control-items.ts'
import { runControls } from '../stages/judge/attacks/run-controls.ts'
import type { Judge } from '../stages/judge/judge-model.ts'
import { renderRubric } from '../stages/judge/rubrics/render-rubric.ts'
import type { Rubric } from '../stages/judge/rubrics/rubric.ts'
import { rubricHash } from '../stages/judge/rubrics/rubric-hash.ts'
import { findRubric, shippedRubric } from '../stages/judge/rubrics/shipped-rubrics.ts'
import type { VoteRequest, Voter } from '../stages/judge/voter.ts'
import { cachedVoter } from '../stages/judge/votes/cached-voter.ts'
import { createModelVoter, type JudgeRubrics } from '../stages/judge/votes/create-model-voter.ts'
import { createVotingJudge } from '../stages/judge/votes/create-voting-judge.ts'
import { redactedVoter } from '../stages/judge/votes/redacted-voter.ts'
import { createSemanticAudit } from '../stages/judge/votes/semantic-audit.ts'
import { type SemanticVoterOptions, semanticVoter } from '../stages/judge/votes/semantic-voter.ts'
import { voteParts } from '../stages/judge/votes/vote-parts.ts'
import { type ModelWatch, watchModels } from '../stages/judge/votes/watch-models.ts'
import { withinBudget } from '../stages/judge/votes/within-budget.ts'
import type { ReplyJournal } from '../store/reply-journal.ts'
import {
  createBatchedModel,
  createLanguageModel,
  type ModelInputs,
  type ModelPlace,
  placeOf,
  serverOf,
} from './create-language-model.ts'

export type LiveJudge = {
  readonly judge: Judge
  readonly manifest: readonly JudgeManifest[]
  /** The model that compares texts, with what each of its votes carries. */
  readonly texts: {
    readonly place: ModelPlace
    readonly everyCallBytes: number
    readonly controlItems: number
    readonly mode: PriceMode
    /** Casts single votes on texts, as a run does. */
    readonly voter: Voter
  }
  /** Asks the judge of texts the control items. */
  readonly check: () => Promise<JudgeControls>
}

export type JudgeInputs = ModelInputs & {
  readonly journal: ReplyJournal
  /** Compares questions where the config wants near-equal ones to share a vote; absent: only equal ones do. */
  readonly embeddingModel?: EmbeddingModel
  readonly signal: AbortSignal
  /** Makes delimiters nothing in a trace can know, the same for the same vote. */
  readonly tokenKey: Uint8Array
  /** Redacts what judges give as their reasons; absent: a judge that is recorded, not asked. */
  readonly redactText?: RedactText | undefined
}

type Kind = 'texts' | 'arguments'

const TOKEN_DIGITS = 32

/**
 * The judge a config names; one model named for one kind of question answers both kinds.
 *
 * @returns undefined when the config names none: then rules alone decide.
 * @throws {ConfigError} when a key, a price or a rubric is missing.
 */
export async function createJudge(config: Config, inputs: JudgeInputs): Promise<LiveJudge | undefined> {
  const calls: { readonly [kind in Kind]: JudgeCallConfig } = {
    texts: config.freeform.judge,
    arguments: config.structured.argumentJudge,
  }
  const named = calls.texts.model ?? calls.arguments.model
  if (named === undefined) return undefined
  const rubrics = await rubricsOf(calls)
  const models = new Map<string, LanguageModel>()
  const isBatched = asksInBatches(config, placeOf(config, named, ANSWERING_PATHS.textJudge))
  const modelOf = (kind: Kind): LanguageModel => {
    const name = calls[kind].model ?? named
    const known = models.get(name)
    if (known !== undefined) return known
    const path =
      kind === 'texts' ? 'evaluation.freeform.judge_model' : 'evaluation.structured.argument_judge.model'
    const place = placeOf(config, name, path)
    const model =
      (isBatched ? createBatchedModel(place, inputs) : undefined) ?? createLanguageModel(place, inputs)
    models.set(name, model)
    return model
  }
  const { enabled, threshold } = config.costControls.semanticCache
  const audit = createSemanticAudit({ seed: config.seed, onWarning: inputs.onWarning })
  const { embeddingModel } = inputs
  const semantic = enabled && embeddingModel !== undefined ? { threshold, audit, embeddingModel } : undefined
  const watch = watchModels(inputs.journal)
  const voterFor = (kind: Kind, purpose: 'judge' | 'control'): Voter =>
    voterOf(modelOf(kind), {
      server: serverOf(placeOf(config, calls[kind].model ?? named, ANSWERING_PATHS.textJudge)),
      rubrics,
      temperature: calls[kind].temperature,
      purpose,
      inputs,
      watch,
      // Control items ask about the judge itself.
      semantic: purpose === 'judge' ? semantic : undefined,
    })
  const judgeOf = (kind: Kind, purpose: 'judge' | 'control'): Judge => {
    const voter = voterFor(kind, purpose)
    const { votes: method } = config.judge
    return createVotingJudge({
      voter,
      method,
      runs: calls[kind].runs,
      seed: config.seed,
      signal: inputs.signal,
    })
  }
  const [texts, calledWith] = [judgeOf('texts', 'judge'), judgeOf('arguments', 'judge')]
  const limits = {
    maxAttackSuccess: config.judge.maxAttackSuccess,
    minAccuracy: config.judge.minControlAccuracy,
  }
  const counts = controlCounts(limits)
  return {
    texts: {
      place: placeOf(config, calls.texts.model ?? named, ANSWERING_PATHS.textJudge),
      everyCallBytes: Buffer.byteLength(renderRubric(rubrics.texts)),
      controlItems: counts.attacked + counts.plain,
      mode: isBatched ? 'batch' : 'standard',
      voter: voterFor('texts', 'judge'),
    },
    judge: {
      name:
        texts.name === calledWith.name ? texts.name : `${texts.name} (texts), ${calledWith.name} (arguments)`,
      isLanguageModel: true,
      compareTexts: question => texts.compareTexts(question),
      compareArguments: question => calledWith.compareArguments(question),
    },
    manifest: (['texts', 'arguments'] as const).map(kind =>
      manifestOf(kind, modelOf(kind), rubrics, calls[kind]),
    ),
    check: () => runControls(judgeOf('texts', 'control'), controlItems(config.seed, counts), limits),
  }
}

/** Below it a day's wait is not worth half the price. */
const PAIRS_WORTH_A_BATCH = 1_000

function asksInBatches({ judge: { mode }, sampling }: Config, { provider, endpoint }: ModelPlace): boolean {
  if (!takesBatches(provider) || mode === 'live') return false
  if (mode === 'batch') return true
  // A price of the config's own says nothing of batch jobs: `auto` does not ask for what it cannot price.
  return endpoint?.usdPerMillionTokens === undefined && sampling.targetSize >= PAIRS_WORTH_A_BATCH
}

async function rubricsOf(calls: { readonly [kind in Kind]: JudgeCallConfig }): Promise<JudgeRubrics> {
  const read = (path: string): Promise<string> => readFile(path, 'utf8')
  const texts = await findRubric(calls.texts.rubric, read)
  const compared = await findRubric(calls.arguments.rubric, read)
  const flagged = shippedRubric('flagged-failure-recurrence')
  if (texts.compares !== 'texts') throw misplaced(texts, 'evaluation.freeform.rubric', 'texts')
  if (compared.compares !== 'arguments')
    throw misplaced(compared, 'evaluation.structured.argument_judge.rubric', 'arguments')
  return { texts, arguments: compared, ...(flagged.compares === 'texts' ? { flagged } : {}) }
}

function misplaced({ id, compares }: Rubric, path: string, expected: Kind): ConfigError {
  return new ConfigError(
    `Expected a rubric that compares ${expected} in \`${path}\`, found ${id}, which compares ${compares}`,
    {
      path,
      hint: '`tidegate rubric list` says what each compares',
    },
  )
}

function voterOf(
  model: LanguageModel,
  {
    server,
    rubrics,
    temperature,
    purpose,
    inputs,
    watch,
    semantic,
  }: {
    readonly server: readonly string[]
    readonly rubrics: JudgeRubrics
    readonly temperature: number
    readonly purpose: 'judge' | 'control'
    readonly inputs: JudgeInputs
    readonly watch: ModelWatch
    readonly semantic: Pick<SemanticVoterOptions, 'threshold' | 'audit' | 'embeddingModel'> | undefined
  },
): Voter {
  const { nowMs } = inputs
  // Made once: of raw bytes every HMAC would make one anew.
  const tokenKey = createSecretKey(inputs.tokenKey)
  const newToken = (request: VoteRequest): string =>
    createHmac('sha256', tokenKey)
      .update(JSON.stringify(voteParts(request, rubrics)))
      .digest('hex')
      .slice(0, TOKEN_DIGITS)
  const tokenOfTools = (text: string): string =>
    createHmac('sha256', tokenKey).update(`tools ${text}`).digest('hex').slice(0, TOKEN_DIGITS)
  const { redactText } = inputs
  const asked = createModelVoter({ model, rubrics, temperature, newToken, tokenOfTools, nowMs, purpose })
  const voter = watch.watched(redactText === undefined ? asked : redactedVoter(asked, redactText))
  const { dropped: _sentences, ...settings } = model.settingsOf({ temperature, purpose })
  const cache = { journal: watch.journal, settings: [JSON.stringify(settings), ...server], rubrics }
  const cached = cachedVoter(voter, cache)
  if (semantic === undefined) return withinBudget(cached)
  return withinBudget(semanticVoter(cached, { ...cache, ...semantic, signal: inputs.signal }))
}

function manifestOf(
  kind: Kind,
  model: LanguageModel,
  rubrics: JudgeRubrics,
  { temperature, runs }: JudgeCallConfig,
): JudgeManifest {
  const rubric = rubrics[kind]
  return {
    asks: kind,
    provider: model.provider,
    model: model.model,
    rubric: `${rubric.id}@${rubric.version}`,
    rubricHash: rubricHash(rubric),
    runs,
    settings: model.settingsOf({ temperature, purpose: 'judge' }),
  }
}
