import { extname, join } from 'node:path'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { interruptible } from '../interruptible.ts'
import { readConfig } from '../read-config.ts'
import { runInChild } from '../schedule/run-in-child.ts'
import { startServer } from '../start-server.ts'

export type ServeOptions = {
  readonly config: string
  readonly host: string
  readonly port: number
  readonly tokenEnv?: string
  readonly allowHost?: readonly string[]
  readonly quietSeconds: number
  readonly spoolMib: number
}

const MAIN = join(import.meta.dirname, '..', `main${extname(import.meta.filename)}`)

/** `tidegate serve`: receiver, API, page and schedule until Ctrl-C. Exits 0. @throws {ConfigError} when others could reach it without a token. */
export async function serveCommand(options: ServeOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const interrupt = interruptible()
  try {
    const server = await startServer(config, process.env, {
      ...options,
      allowedHosts: options.allowHost ?? [],
      startRun: childOptions =>
        runInChild(
          {
            command: process.execPath,
            args: [...process.execArgv, MAIN, 'run', '-c', options.config, '--no-overlap'],
            env: process.env,
          },
          childOptions,
        ),
      onMessage: message => process.stderr.write(`${escapeTerminal(message)}\n`),
    })
    process.stdout.write(`${server.greeting}\n`)
    await new Promise<void>(resolve => {
      if (interrupt.signal.aborted) resolve()
      else interrupt.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await server.close()
  } finally {
    interrupt.dispose()
  }
}
