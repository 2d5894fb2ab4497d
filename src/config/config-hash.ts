import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { JsonValue } from '../records/json-value.ts'
import type { CandidateConfig, Config, EmbeddingSource, TraceFilesConfig } from './config.ts'

/** A config before it is named; an older name in it is ignored. */
export type ConfigWithoutHash = Omit<Config, 'configHash'> & { readonly configHash?: string }

/** The config with its name. */
export function withConfigHash(config: ConfigWithoutHash): Config {
  return { ...config, configHash: configHashOf(config) }
}

/**
 * Names a config by everything in it that can change a result: 64 hexadecimal digits. Paths count by
 * their file name alone, so that two machines agree, and where results are kept, sent and scheduled
 * does not count; an address with a secret in it therefore never enters.
 */
function configHashOf(config: ConfigWithoutHash): string {
  const { alerts: _alerts, schedule: _schedule, store: _store, configHash: _old, ...rest } = config
  const counted = {
    ...rest,
    gates: { ...rest.gates, alertChannels: [] },
    sampling: { ...rest.sampling, suite: nameOf(rest.sampling.suite) },
    adversarial: { ...rest.adversarial, source: nameOf(rest.adversarial.source) },
    scorers: rest.scorers?.map(({ name, path }) => ({ name, path: basename(path) })),
    models: { ...rest.models, embedding: embeddingWithoutFolder(rest.models.embedding) },
    source: withoutFolders(config.source),
    candidate: sideWithoutFolders(config.candidate),
    candidates:
      config.candidates === undefined
        ? undefined
        : Object.fromEntries(
            Object.entries(config.candidates).map(([name, side]) => [name, sideWithoutFolders(side)]),
          ),
    baseline: config.baseline === 'recorded' ? config.baseline : sideWithoutFolders(config.baseline),
    replay: { ...rest.replay, userSimulator: moduleWithoutFolder(rest.replay.userSimulator) },
  }
  return createHash('sha256')
    .update(JSON.stringify(sorted(counted)))
    .digest('hex')
}

function withoutFolders(files: TraceFilesConfig | undefined): TraceFilesConfig | undefined {
  return files === undefined ? undefined : { ...files, path: files.path.map(path => basename(path)) }
}

function sideWithoutFolders(side: CandidateConfig | undefined): unknown {
  return side?.kind === 'recorded' ? withoutFolders(side.recorded) : moduleWithoutFolder(side)
}

function moduleWithoutFolder<T extends { readonly kind: string }>(side: T | undefined): unknown {
  return side !== undefined && 'path' in side ? { ...side, path: basename(String(side.path)) } : side
}

function embeddingWithoutFolder(embedding: EmbeddingSource | undefined): EmbeddingSource | undefined {
  return embedding?.kind === 'transformers'
    ? { ...embedding, directory: basename(embedding.directory) }
    : embedding
}

function nameOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : basename(path)
}

/** Keys in code-unit order, absent ones left out, so that the order of the code cannot change a hash. */
function sorted(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]))
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
