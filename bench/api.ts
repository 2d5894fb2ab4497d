/**
 * `npm run bench -- api [seconds] [readers] [pause ms]`: how long answers of the API take with 50 runs of 2,000 pairs while
 * another process writes the store as a run does. Readers run on the same cores.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServe, TOKEN } from '../test/browser/start-serve.ts'
import type { BenchResult } from './machine.ts'
import { writeLargeStore } from './page-support/write-large-store.ts'

const SIZE = { runs: 50, pairs: 2_000 }

export async function bench([
  seconds = '10',
  readers = '50',
  pause = '100',
]: readonly string[]): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-bench-'))
  writeLargeStore(folder, SIZE)
  const server = await startServe(folder)
  const writer = spawn(
    process.execPath,
    [join(import.meta.dirname, 'page-support/write-like-a-run.ts'), folder],
    {
      stdio: 'inherit',
    },
  )
  const written = new Promise(resolve => writer.on('close', resolve))
  try {
    const addresses = await addressesOf(server.address)
    const coldStart = performance.now()
    // What is read once for all readers is told apart from what every answer takes.
    for (const address of addresses) await (await ask(server.address, address)).arrayBuffer()
    const firstRoundMs = Math.round(performance.now() - coldStart)
    const took = new Map(addresses.map(address => [address, [] as number[]]))
    const end = performance.now() + Number(seconds) * 1_000
    const read = async (reader: number): Promise<void> => {
      for (let index = reader; performance.now() < end; index += 1) {
        const address = addresses[index % addresses.length] ?? '/api/runs'
        const start = performance.now()
        const answer = await ask(server.address, address)
        await answer.arrayBuffer()
        if (!answer.ok) throw new Error(`${address} answered ${answer.status}`)
        took.get(address)?.push(performance.now() - start)
        // As people and scripts do; readers that never pause wait for one another.
        await new Promise(resolve => setTimeout(resolve, Number(pause)))
      }
    }
    await Promise.all(Array.from({ length: Number(readers) }, (_, reader) => read(reader)))
    const all = [...took.values()].flat()
    return {
      readers: Number(readers),
      pauseMs: Number(pause),
      ...SIZE,
      firstRoundMs,
      answers: all.length,
      p50Ms: quantile(all, 0.5),
      p99Ms: quantile(all, 0.99),
      byAddress: [...took].map(([address, times]) => ({
        address: address.replace(/run-\w+/, 'ID'),
        answers: times.length,
        p50Ms: quantile(times, 0.5),
        p99Ms: quantile(times, 0.99),
      })),
    }
  } finally {
    writer.kill('SIGTERM')
    await written
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function ask(server: string, address: string): Promise<Response> {
  return fetch(`${server}${address}`, { headers: { authorization: `Bearer ${TOKEN}` } })
}

async function addressesOf(server: string): Promise<readonly string[]> {
  const { runs } = (await (await ask(server, '/api/runs')).json()) as { runs: { runId: string }[] }
  const [newest, other] = [runs[0]?.runId ?? '', runs[20]?.runId ?? '']
  return [
    '/api/health',
    '/api/runs',
    '/api/trend',
    `/api/runs/${newest}`,
    `/api/runs/${other}`,
    `/api/runs/${newest}/pairs?filter=failures`,
    `/api/runs/${other}/pairs?filter=lost`,
    `/api/runs/${newest}/pairs/7`,
    `/api/runs/${newest}/map`,
    '/api/drift',
    '/api/audits?rater=ann',
    '/api/adversarial',
    '/api/calibrations',
    '/api/budget',
    '/api/live',
  ]
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (
    Math.round(10 * (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN)) /
    10
  )
}
