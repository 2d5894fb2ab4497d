import { ConfigError } from '../../errors/config-error.ts'
import type { IngestIo } from './ingest-io.ts'
import type { SourceSpec } from './source-spec.ts'

/** One thing to read. `name` is what reports call it: the shortest ending of the path that is unique in the source. */
export type SourceFile = { readonly path: string; readonly name: string }

/**
 * The files of a source in reading order: patterns as given, a glob's files by name, each file once.
 *
 * @throws {ConfigError} when a path or glob matches nothing.
 */
export async function listSourceFiles(source: SourceSpec, io: IngestIo): Promise<readonly SourceFile[]> {
  const patterns = typeof source.path === 'string' ? [source.path] : source.path
  const paths = new Set<string>()
  for (const pattern of patterns) {
    const found = pattern === '-' ? ['-'] : await io.listFiles(pattern)
    if (found.length === 0) throw missingFile(pattern)
    for (const path of found) paths.add(path)
  }
  if (paths.size === 0) {
    throw new ConfigError('Expected at least one path, got an empty list', { path: 'source.path' })
  }
  return nameFiles([...paths])
}

/** The error for a path that does not exist (exit 2), as opposed to a file that cannot be read (exit 3). */
export function missingFile(path: string, cause?: unknown): ConfigError {
  return new ConfigError(`Expected \`${path}\` to name at least one file, found none`, {
    path,
    hint: "Paths in a config start at the config's folder, paths of the command line at the working folder; quote globs so that the shell leaves them alone.",
    cause,
  })
}

function nameFiles(paths: readonly string[]): readonly SourceFile[] {
  const segments = paths.map(path =>
    path === '-' ? ['-'] : path.split(/[\\/]+/).filter(part => part !== ''),
  )
  return paths.map((path, index) => {
    const own = segments[index] ?? []
    for (let length = 1; length < own.length; length++) {
      const name = own.slice(-length).join('/')
      const isUnique = segments.every((other, at) => at === index || other.slice(-length).join('/') !== name)
      if (isUnique) return { path, name }
    }
    return { path, name: own.join('/') }
  })
}
