import { join, resolve } from 'node:path'
import { answererOf, candidateOf, candidatesOf, endpointsOf, replayOf } from './answerers.ts'
import type { Config, FieldMap, TraceFilesConfig } from './config.ts'
import { withConfigHash } from './config-hash.ts'
import { embeddingOf } from './embedding-source.ts'
import { pullSourceOf } from './pull-source.ts'
import type { SourceFile } from './schema/source-schema.ts'
import type { TraceFiles } from './schema/trace-files-schema.ts'
import type { ConfigFile } from './schema.ts'
import { parseWindowEnd } from './window-end.ts'

/** Standard input, which is no file. */
const STANDARD_INPUT = '-'
/** Production's traces that are in the store already. */
const STORE = 'store'
const REMOTE = /^[a-z][a-z0-9+.-]+:\/\//i

/**
 * The config a validated file stands for.
 *
 * @param folders - `file`: the config file's folder, against which paths in the file are resolved;
 *   `working`: the folder of the default store. Both absolute.
 */
export function resolveConfig(
  file: ConfigFile,
  folders: { readonly file: string; readonly working: string },
): Config {
  const toPath = (path: string): string => resolvePath(folders.file, path)
  const { sampling, clustering, evaluation, regression_gates: gates, cost_controls: costs } = file
  return withConfigHash({
    sampling: {
      strategy: sampling.strategy,
      windowDays: sampling.window_days,
      timeZone: sampling.time_zone,
      windowEndMs:
        sampling.window_end === undefined
          ? undefined
          : parseWindowEnd(sampling.window_end, sampling.time_zone),
      targetSize: sampling.target_size,
      extendTo: sampling.extend_to,
      embeddingModel: sampling.embedding_model,
      allocation: sampling.allocation,
      floor: sampling.floor,
      customerCap: sampling.customer_cap,
      stratifyBy: sampling.stratify_by,
      suite: sampling.suite === undefined ? undefined : toPath(sampling.suite),
    },
    clustering: {
      algorithm: clustering.algorithm,
      k: clustering.k,
      minClusterSize: clustering.min_cluster_size,
      scaleMinClusterSize: clustering.scale_min_cluster_size,
      minSamples: clustering.min_samples,
      noiseWeight: clustering.noise_weight,
      space: clustering.space,
    },
    structured: structuredOf(evaluation.structured, toPath),
    freeform: freeformOf(evaluation.freeform, toPath),
    adversarial: {
      source: evaluation.adversarial.source === undefined ? undefined : toPath(evaluation.adversarial.source),
      weightMultiplier: evaluation.adversarial.weight_multiplier,
      growthPolicy: evaluation.adversarial.growth_policy,
    },
    gates: {
      deltaThreshold: gates.delta_threshold,
      adversarialFloor: gates.adversarial_floor,
      alertChannels: gates.alert_channels,
      onInconclusive: gates.on_inconclusive,
      decision: gates.decision,
    },
    costControls: {
      semanticCacheTtlHours: costs.semantic_cache_ttl_hours,
      providerRouting: {
        enabled: costs.provider_routing.enabled,
        fallbackOrder: costs.provider_routing.fallback_order,
      },
      maxWeeklyBudgetUsd: costs.max_weekly_budget_usd,
      budgetWindow: costs.budget_window,
      semanticCache: costs.semantic_cache,
    },
    source:
      file.source === undefined
        ? undefined
        : {
            ...(pullSourceOf(file.source) ?? traceFilesOf(file.source, toPath)),
            ...traceUrlOf(file.source.trace_url),
          },
    baseline: baselineOf(file, toPath),
    candidate: candidateOf(file.candidate, toPath, files => traceFilesOf(files, toPath)),
    candidates: candidatesOf(file.candidates, toPath, files => traceFilesOf(files, toPath)),
    replay: replayOf(file.replay, toPath),
    privacy: privacyOf(file),
    models: {
      offline: file.models.offline,
      judges: file.models.judges,
      endpoints: endpointsOf(file.models.endpoints),
      labels: file.models.labels,
      synthesis: file.models.synthesis,
      embedding: embeddingOf(file, toPath),
    },
    judge: {
      mode: file.judge.mode,
      votes: file.judge.votes,
      concurrency: file.judge.concurrency,
      maxAttackSuccess: file.judge.max_attack_success,
      minControlAccuracy: file.judge.min_control_accuracy,
      secondary: file.judge.secondary,
      allowSameFamily: file.judge.allow_same_family,
    },
    alerts: {
      pipeline: file.alerts.pipeline,
      cooldownHours: file.alerts.cooldown_hours,
      channels: file.alerts.channels,
    },
    ...(file.scorers.length === 0
      ? {}
      : { scorers: file.scorers.map(({ name, module }) => ({ name, path: toPath(module) })) }),
    audit: { weeklySize: file.audit.weekly_size },
    drift: file.drift,
    schedule: { cron: file.schedule.cron, timeZone: file.schedule.time_zone },
    store: {
      path:
        file.store.path === undefined
          ? join(folders.working, '.tidegate', 'tidegate.db')
          : toPath(file.store.path),
    },
    seed: String(file.seed),
  })
}

/** The absolute form of a path; standard input, `store` and remote addresses stay as they are. */
export function resolvePath(folder: string, path: string): string {
  return path === STANDARD_INPUT || path === STORE || REMOTE.test(path) ? path : resolve(folder, path)
}

/** The template's `baseline_model` names a model that answers again where `baseline` itself says nothing else. */
function baselineOf(file: ConfigFile, toPath: (path: string) => string): Config['baseline'] {
  if (file.baseline !== 'recorded') return answererOf(file.baseline, toPath) ?? 'recorded'
  const { baseline_model: model } = file.evaluation.freeform
  return model === 'production_current' ? 'recorded' : (answererOf({ model }, toPath) ?? 'recorded')
}

/** A rubric is named, or given as a file. */
function privacyOf({ privacy }: ConfigFile): Config['privacy'] {
  const { mode, ner, presidio, fields, surrogates, canaries, vault } = privacy
  return {
    mode,
    ner,
    fields,
    surrogates,
    canaries,
    vault: { enabled: vault.enabled, ttlDays: vault.ttl_days },
    presidio:
      presidio === undefined
        ? undefined
        : {
            url: presidio.url,
            scoreThreshold: presidio.score_threshold,
            language: presidio.language,
            allowPrivateNetwork: presidio.allow_private_network,
          },
  }
}

function rubricOf(rubric: string, toPath: (path: string) => string): string {
  return rubric.endsWith('.yaml') ? toPath(rubric) : rubric
}

function structuredOf(
  structured: ConfigFile['evaluation']['structured'],
  toPath: (path: string) => string,
): Config['structured'] {
  const { model, rubric, temperature, runs, consensus } = structured.argument_judge
  return {
    validation: structured.validation,
    onMismatch: structured.on_mismatch,
    argumentJudge: { model, rubric: rubricOf(rubric, toPath), temperature, runs, consensus },
  }
}

function freeformOf(
  freeform: ConfigFile['evaluation']['freeform'],
  toPath: (path: string) => string,
): Config['freeform'] {
  const { judge_model: model, rubric, temperature, runs, consensus } = freeform
  return {
    method: freeform.method,
    baselineModel: freeform.baseline_model,
    judge: { model, rubric: rubricOf(rubric, toPath), temperature, runs, consensus },
  }
}

function traceUrlOf(traceUrl: string | undefined): { readonly traceUrl?: string } {
  return traceUrl === undefined ? {} : { traceUrl }
}

/** Files of a block whose combinations were checked: formats that are servers are `pullSourceOf`'s. */
function traceFilesOf(files: TraceFiles | SourceFile, toPath: (path: string) => string): TraceFilesConfig {
  const map: FieldMap | undefined = files.map
  return {
    format: fileFormat(files.format) ?? (map === undefined ? 'auto' : 'messages'),
    path: [files.path ?? []].flat().map(toPath),
    maxRejected: files.max_rejected,
    intentPointer: files.intent,
    map,
  }
}

function fileFormat(format: SourceFile['format']): TraceFiles['format'] {
  return format === 'langfuse-api' || format === 'clickhouse' ? undefined : format
}
