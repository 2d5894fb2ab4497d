import { join, resolve } from 'node:path'
import type { Config, FieldMap, TraceFilesConfig } from './config.ts'
import { withConfigHash } from './config-hash.ts'
import { embeddingOf } from './embedding-source.ts'
import type { ConfigFile, TraceFiles } from './schema.ts'
import { parseWindowEnd } from './window-end.ts'

/** Standard input, which is no file. */
const STANDARD_INPUT = '-'
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
      windowEndMs: sampling.window_end === undefined ? undefined : parseWindowEnd(sampling.window_end),
      targetSize: sampling.target_size,
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
    structured: structuredOf(evaluation.structured),
    freeform: freeformOf(evaluation.freeform),
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
    },
    source: file.source === undefined ? undefined : traceFilesOf(file.source, toPath),
    baseline: file.baseline,
    candidate:
      file.candidate === undefined
        ? undefined
        : { kind: 'recorded', recorded: traceFilesOf(file.candidate.recorded, toPath) },
    privacy: file.privacy,
    models: {
      offline: file.models.offline,
      judges: file.models.judges,
      embedding: embeddingOf(file, toPath),
    },
    judge: {
      mode: file.judge.mode,
      secondary: file.judge.secondary,
      allowSameFamily: file.judge.allow_same_family,
    },
    alerts: file.alerts,
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

/** The absolute form of a path; standard input and remote addresses stay as they are. */
export function resolvePath(folder: string, path: string): string {
  return path === STANDARD_INPUT || REMOTE.test(path) ? path : resolve(folder, path)
}

function structuredOf(structured: ConfigFile['evaluation']['structured']): Config['structured'] {
  const { model, temperature, runs, consensus } = structured.argument_judge
  return {
    validation: structured.validation,
    onMismatch: structured.on_mismatch,
    argumentJudge: { model, temperature, runs, consensus },
  }
}

function freeformOf(freeform: ConfigFile['evaluation']['freeform']): Config['freeform'] {
  const { judge_model: model, temperature, runs, consensus } = freeform
  return {
    method: freeform.method,
    baselineModel: freeform.baseline_model,
    judge: { model, temperature, runs, consensus },
  }
}

function traceFilesOf(files: TraceFiles, toPath: (path: string) => string): TraceFilesConfig {
  const map: FieldMap | undefined = files.map
  return {
    format: files.format ?? (map === undefined ? 'canonical' : 'messages'),
    path: [files.path].flat().map(toPath),
    maxRejected: files.max_rejected,
    intentPointer: files.intent,
    map,
  }
}
