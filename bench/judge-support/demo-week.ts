import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fnv1a32 } from '../../src/numeric/fnv1a.ts'
import { type SimulatedCandidate, simulateWeek } from '../../src/simulate/simulate-week.ts'
import type { SimulatedMessage, SimulatedRow } from '../../src/simulate/simulated-row.ts'
import { FAILED_TEXTS } from './simulated-judge.ts'

export type WeekCandidate = {
  readonly candidate: SimulatedCandidate
  /** Of the answers that agree with production's, how many say it in other words, in [0, 1]. */
  readonly reworded: number
}

/** The demo's week. */
const WEEK = {
  seed: 'demo',
  traces: 5_200,
  adversarial: 240,
  suite: 0,
  endsAtMs: Date.UTC(2026, 10, 15),
} as const

const OPENINGS = ['Of course. ', 'Thanks for asking. ', 'Let me help. ', 'Sure: ', 'Here is what I found. ']
const CLOSINGS = [
  ' Is there anything else?',
  ' Let me know if that helps.',
  ' Have a good day.',
  ' Happy to help.',
]

/** Writes the demo's week, with a candidate that words so many of its answers in its own way. */
export async function writeDemoWeek(folder: string, { candidate, reworded }: WeekCandidate): Promise<void> {
  const week = simulateWeek({ ...WEEK, candidate })
  const answers = week.candidate.map(row => (drawn(row.trace_id) < reworded ? inOtherWords(row) : row))
  await writeFile(join(folder, 'production.jsonl'), toJsonLines(week.baseline))
  await writeFile(join(folder, 'candidate.jsonl'), toJsonLines(answers))
  await writeFile(join(folder, 'adversarial.jsonl'), toJsonLines(week.adversarial))
}

/** In [0, 1), the same for the same trace: who is reworded at 25% is at 50%, too. */
function drawn(traceId: string): number {
  return (fnv1a32(`reworded ${traceId}`) >>> 8) / 2 ** 24
}

function inOtherWords(row: SimulatedRow): SimulatedRow {
  const hash = fnv1a32(`words ${row.trace_id}`)
  const reword = (message: SimulatedMessage): SimulatedMessage =>
    message.role === 'assistant' && !FAILED_TEXTS.includes(message.content)
      ? {
          ...message,
          content: `${OPENINGS[hash % OPENINGS.length]}${message.content}${CLOSINGS[(hash >>> 8) % CLOSINGS.length]}`,
        }
      : message
  return { ...row, messages: row.messages.map(reword) }
}

function toJsonLines(rows: readonly unknown[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}
