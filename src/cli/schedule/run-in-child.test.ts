import { describe, expect, it } from 'vitest'
import { runInChild } from './run-in-child.ts'

/** Runs a script in a process of its own; `setTimer` as given, else nothing ever times out. */
function run(script: string, change: Partial<Parameters<typeof runInChild>[1]> = {}) {
  const lines: string[] = []
  const ended = runInChild(
    { command: process.execPath, args: ['-e', script], env: process.env },
    {
      signal: new AbortController().signal,
      onLine: line => lines.push(line),
      setTimer: () => () => {},
      ...change,
    },
  )
  return { ended, lines }
}

/** A clock on which every wait is over once `tick` is called. */
function createTimers() {
  const timers: (() => void)[] = []
  return {
    setTimer: (callback: () => void) => {
      timers.push(callback)
      return () => {}
    },
    tick: () => {
      for (const callback of timers.splice(0)) callback()
    },
  }
}

describe('a run in a process of its own', () => {
  it('gives the exit code and every line, empty ones left out and long ones cut', async () => {
    const script = `console.log('one\\n\\n' + 'x'.repeat(2000)); console.error('two'); process.exitCode = 4`
    const { ended, lines } = run(script)
    expect(await ended).toEqual({ exitCode: 4, isTooLong: false })
    expect(lines.toSorted()).toEqual(['one', 'two', 'x'.repeat(500)])
  })

  it('asks the child to end, and ends it by force when it does not', async () => {
    const stop = new AbortController()
    const timers = createTimers()
    const polite = run(
      `process.on('SIGTERM', () => process.exit(130)); console.log('on'); setInterval(() => {}, 1e6)`,
      {
        signal: stop.signal,
        onLine: () => stop.abort(),
      },
    )
    expect(await polite.ended).toEqual({ exitCode: 130, isTooLong: false })
    const forced = new AbortController()
    const stubborn = run(
      `process.on('SIGTERM', () => console.log('no')); console.log('on'); setInterval(() => {}, 1e6)`,
      {
        signal: forced.signal,
        setTimer: timers.setTimer,
        onLine: line => (line === 'on' ? forced.abort() : timers.tick()),
      },
    )
    expect((await stubborn.ended).exitCode).toBeNull()
  })

  it('ends what takes too long', async () => {
    const timers = createTimers()
    const { ended } = run(`console.log('on'); setInterval(() => {}, 1e6)`, {
      setTimer: timers.setTimer,
      onLine: timers.tick,
    })
    expect(await ended).toEqual({ exitCode: null, isTooLong: true })
  })

  it('says when there is no such program', async () => {
    const inputs = { signal: new AbortController().signal, onLine: () => {}, setTimer: () => () => {} }
    await expect(runInChild({ command: '/no/such/program', args: [], env: {} }, inputs)).rejects.toThrow(
      'ENOENT',
    )
  })
})
