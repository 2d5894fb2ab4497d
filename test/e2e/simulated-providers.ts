import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Simulator } from '../../src/testing/index.ts'

/** Simulators of one test, closed together. */
export function createProviders() {
  const running: Simulator[] = []
  return {
    async start(simulator: Promise<Simulator>): Promise<Simulator> {
      const started = await simulator
      running.push(started)
      return started
    },
    async close(): Promise<void> {
      for (const simulator of running.splice(0)) await simulator.close()
    },
  }
}

/** The real command line beside this process, so that simulators in this process can answer it. */
export async function tidegate(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const child = spawn(process.execPath, [resolve('src/cli/main.ts'), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
  })
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>(done => child.on('close', done)),
  ])
  return { stdout, stderr, status }
}
