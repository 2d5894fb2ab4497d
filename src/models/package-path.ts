import { fileURLToPath } from 'node:url'

/**
 * Absolute path of a file that ships with the package, given relative to `src/`: worker entries, rubrics,
 * WebAssembly. The one place that knows how the source tree maps to the installed package: a build keeps the
 * layout below `src/` in `dist/`, compiles `.ts` to `.js` and copies everything else as it is.
 *
 * @param path - with forward slashes, for example `models/local/sentence-encoder-process.ts`.
 * @returns a path below `src/` when this file runs from source, below `dist/` when it runs built.
 * @example
 * fork(packagePath('models/local/sentence-encoder-process.ts'))
 */
export function packagePath(path: string): string {
  return packagePathFrom(import.meta.url, path)
}

/**
 * `packagePath` as seen from a given module: the same answer for the source tree and for a build of it.
 *
 * @param moduleUrl - `file:` URL of a module one folder below the root, itself ending in `.ts` or `.js`.
 */
export function packagePathFrom(moduleUrl: string, path: string): string {
  const isSource = moduleUrl.endsWith('.ts')
  const built = isSource ? path : path.replace(/\.ts$/, '.js')
  return fileURLToPath(new URL(`../${built}`, moduleUrl))
}
