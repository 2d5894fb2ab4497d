import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Most of a start is compiling; the cache is shared by all tests and safe to delete. */
const COMPILE_CACHE = join(tmpdir(), 'tidegate-compile-cache')

/** A temporary folder with the real command line in it; removed by `dispose`. */
export function createWorkbench() {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-e2e-'))
  const main = resolve('src/cli/main.ts')
  return {
    folder,
    write(name: string, content: string | Uint8Array): string {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
    run(
      args: readonly string[],
      options: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
    ) {
      const { status, signal, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
        cwd: folder,
        encoding: 'utf8',
        input: options.input,
        env: { PATH: process.env.PATH, HOME: folder, NODE_COMPILE_CACHE: COMPILE_CACHE, ...options.env },
      })
      return { status, signal, stdout, stderr }
    },
    /** A script as a step of GitHub Actions runs it. */
    shell(script: string, env: NodeJS.ProcessEnv) {
      const options = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script]
      const { status, stdout, stderr } = spawnSync('bash', options, {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: folder, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
      })
      return { status, stdout, stderr }
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A canonical row: one user request and one answer. */
export function rowText(id: string, extra: Readonly<Record<string, unknown>> = {}): string {
  const messages = [
    { role: 'user', content: `where is my parcel number ${id.length}?` },
    { role: 'assistant', content: 'It arrives tomorrow.' },
  ]
  return `${JSON.stringify({ trace_id: id, messages, started_at: '2026-11-10T10:00:00Z', ...extra })}\n`
}

/** Rows `t1` to `t<count>`, each with its outcome. */
export function rowsText(count: number, outcomeOf: (index: number) => number | undefined): string {
  return Array.from({ length: count }, (_, index) => {
    const outcome = outcomeOf(index)
    return rowText(`t${index + 1}`, outcome === undefined ? {} : { outcome })
  }).join('')
}
