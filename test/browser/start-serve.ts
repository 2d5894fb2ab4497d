import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

export const TOKEN = 'a-token-of-enough-length'

export type Serving = {
  readonly address: string
  /** Opens one session, once. */
  readonly link: string
  readonly stop: () => Promise<void>
}

/** `tidegate serve` on a free port for the config in a folder. @throws when it ends before it listens. */
export async function startServe(folder: string): Promise<Serving> {
  const child = spawn(
    process.execPath,
    [MAIN, 'serve', '-c', 'tidegate.yaml', '--port', '0', '--token-env', 'TIDEGATE_TOKEN'],
    { cwd: folder, env: { ...process.env, TIDEGATE_TOKEN: TOKEN }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = new Promise<void>(resolve => child.on('close', () => resolve()))
  const greeting = await greetingOf(child)
  return {
    address: /listens on (\S+)/.exec(greeting)?.[1] ?? '',
    link: /page\s+(\S+)/.exec(greeting)?.[1] ?? '',
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function greetingOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('Ctrl-C')) resolve(text)
    })
    child.on('close', () => reject(new Error(`serve ended before it listened: ${text}`)))
  })
}
