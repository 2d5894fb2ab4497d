import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { createRng, type Rng } from '../../src/numeric/random.ts'
import { simulateWeek } from '../../src/simulate/simulate-week.ts'
import type { SimulatedMessage, SimulatedRow } from '../../src/simulate/simulated-row.ts'

/** Rows simulated at a time, so that the simulation takes no memory worth mentioning. */
const BLOCK_ROWS = 2_000
const WEEK_ENDS_AT_MS = Date.UTC(2026, 10, 15)
const SYLLABLES = ['ba', 'do', 'ki', 'lu', 'me', 'no', 'pa', 'ri', 'so', 'tu', 've', 'za']

/**
 * Writes a simulated week of `rows` traces and the candidate's answers into a folder. Every request ends with a made-up
 * word, so that almost all are distinct: the simulator alone repeats half of them, which would halve the work.
 */
export async function writeTraffic(folder: string, rows: number): Promise<void> {
  const production = await open(join(folder, 'production.jsonl'), 'w')
  const candidate = await open(join(folder, 'candidate.jsonl'), 'w')
  const rng = createRng('end-to-end/1')
  try {
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const week = simulateWeek({
        seed: `end-to-end/${start}`,
        candidate: 'truncating',
        traces: Math.min(BLOCK_ROWS, rows - start),
        adversarial: 0,
        suite: 0,
        endsAtMs: WEEK_ENDS_AT_MS,
      })
      const words = week.baseline.map(() => madeUpWord(rng))
      const lines = (side: readonly SimulatedRow[]) =>
        side.map((row, at) => `${JSON.stringify(renamed(row, start, words[at] ?? ''))}\n`).join('')
      await production.write(lines(week.baseline))
      await candidate.write(lines(week.candidate))
    }
  } finally {
    await production.close()
    await candidate.close()
  }
}

function madeUpWord(rng: Rng): string {
  return Array.from({ length: 5 }, () => SYLLABLES[rng.nextUint32() % SYLLABLES.length]).join('')
}

function renamed(row: SimulatedRow, start: number, word: string): SimulatedRow {
  const append = (message: SimulatedMessage): SimulatedMessage =>
    message.role === 'user' ? { ...message, content: `${message.content} (${word})` } : message
  return { ...row, trace_id: `${start}-${row.trace_id}`, messages: row.messages.map(append) }
}
