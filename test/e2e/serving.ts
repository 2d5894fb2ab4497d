import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

export const TOKEN = 'a-token-of-enough-length'

export type Serving = {
  readonly address: string
  /** What it wrote down so far. */
  log(): string
  /** Returns once it has written that down. */
  said(pattern: RegExp): Promise<void>
  get<T>(path: string): Promise<T>
  post(path: string, body: unknown): Promise<Response>
  /** Asks `path` again and again until the answer will do; each answer takes a while, so nothing sleeps. */
  until<T>(path: string, isGood: (answer: T) => boolean): Promise<T>
  kill(signal: NodeJS.Signals): Promise<number | null>
}

/** `tidegate serve` on a free port, as a script reaches it. @throws when it ends before it listens. */
export async function startServing(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const child = spawn(
    process.execPath,
    [resolve('src/cli/main.ts'), 'serve', '--port', '0', '--token-env', 'TIDEGATE_TOKEN', ...args],
    {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', HOME: folder, TIDEGATE_TOKEN: TOKEN, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const ended = new Promise<number | null>(done => child.on('close', done))
  let log = ''
  const waiting = new Map<RegExp, () => void>()
  const address = await new Promise<string>((done, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString()
        const found = /listens on (\S+)/.exec(log)?.[1]
        if (found !== undefined) done(found)
        for (const [pattern, heard] of waiting) if (pattern.test(log)) heard()
      })
    }
    child.on('close', () => reject(new Error(`serve ended before it listened: ${log}`)))
  })
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${address}${path}`, { headers })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  return {
    address,
    log: () => log,
    said: pattern =>
      new Promise(done => {
        if (pattern.test(log)) done()
        else waiting.set(pattern, done)
      }),
    get,
    post: (path, body) => fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
    async until<T>(path: string, isGood: (answer: T) => boolean) {
      for (;;) {
        const answer = await get<T>(path)
        if (isGood(answer)) return answer
      }
    },
    async kill(signal) {
      child.kill(signal)
      return ended
    },
  }
}
