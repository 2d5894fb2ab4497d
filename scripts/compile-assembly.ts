import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

// As a program and not as a module: its types would put AssemblyScript's globals in place of Node's.
const COMPILER = 'node_modules/assemblyscript/bin/asc.js'

/** Compiles an AssemblyScript file to `target`; throws with the compiler's words. Run from the root of the repository. */
export async function compileAssembly(
  entry: string,
  target: string,
  flags: readonly string[],
): Promise<void> {
  await promisify(execFile)(process.execPath, [
    COMPILER,
    entry,
    '--outFile',
    target,
    '-O3',
    '--runtime',
    'stub',
    ...flags,
  ])
}
