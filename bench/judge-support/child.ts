import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JudgeRunResult, JudgeRunSpec } from './judge-run.ts'
import type { SimulatorSpec, VendorBill } from './simulator-process.ts'

export type SimulatorProcess = AsyncDisposable & {
  /** `http://127.0.0.1:port`. */
  readonly baseUrl: string
  bill(): Promise<VendorBill>
}

const COMPILE_CACHE = join(tmpdir(), 'tidegate-bench-compiled')

/** A simulator that answers when this resolves; it ends when it is disposed of. */
export async function startSimulatorProcess(spec: SimulatorSpec): Promise<SimulatorProcess> {
  const child = start('simulator-process.ts', spec)
  const baseUrl = await message<string>(child)
  return {
    baseUrl,
    bill: async () => {
      const answer = message<VendorBill>(child)
      child.send('bill')
      return await answer
    },
    [Symbol.asyncDispose]: () => stop(child),
  }
}

export type JudgeRunProcess = {
  readonly result: Promise<JudgeRunResult>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
}

/** Judges in a process of its own, so that its memory is its own and it can be killed. */
export function startJudgeRun(spec: JudgeRunSpec): JudgeRunProcess {
  const child = start('judge-run.ts', spec)
  const result = message<JudgeRunResult>(child)
  // Of a killed run nobody waits for the result.
  result.catch(() => undefined)
  return { result, kill: () => stop(child) }
}

function start(file: string, spec: unknown): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(spec)], {
    execArgv: ['--expose-gc'],
    // From the second process on nothing is compiled: like the package, which is JavaScript, and 25 MB smaller.
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
  })
}

async function message<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const gone = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`${child.spawnargs[2]} ended with ${code} before it had answered`)
  })
  gone.catch(() => undefined)
  try {
    const [answer] = await Promise.race([once(child, 'message', { signal: ended.signal }), gone])
    return answer as T
  } finally {
    ended.abort()
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
