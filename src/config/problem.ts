import { ConfigError } from '../errors/config-error.ts'

/** A place in the config file, both 1-based. */
export type Position = { readonly line: number; readonly column: number }

/** One thing wrong with a config file. */
export type Problem = {
  /** As written in the file, dotted: `evaluation_pipeline.sampling.target_size`; empty for the file as a whole. */
  readonly path: string
  readonly position: Position | undefined
  readonly message: string
}

/**
 * The error for all problems of one file, in file order, each with file, line and config path.
 *
 * @param problems - at least one.
 */
export function configErrorOf(file: string, problems: readonly Problem[]): ConfigError {
  const sorted = problems.toSorted(
    (a, b) =>
      (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0),
  )
  const lines = sorted.map(problem => renderProblem(file, problem))
  const heading = `${lines.length} problems in ${file}:`
  const first = sorted[0]
  return new ConfigError(lines.length === 1 ? lines.join('') : [heading, ...lines].join('\n  '), {
    path: first === undefined || first.path === '' ? file : first.path,
    hint: 'Every key is explained in docs/config.md; `tidegate init` writes a config that works.',
  })
}

function renderProblem(file: string, { path, position, message }: Problem): string {
  const place = position === undefined ? file : `${file}:${position.line}:${position.column}`
  return path === '' ? `${place}: ${message}` : `${place}: \`${path}\`: ${message}`
}
