import type { ProgressEvent } from '../dependencies.ts'
import { formatCount } from '../numeric/format-number.ts'

export type ProgressStream = { readonly isTTY?: boolean; write(text: string): unknown }

const REDRAW_MS = 80

/**
 * A listener that shows one live line per stage on a terminal, and one plain line per finished stage
 * elsewhere: count, rate and the time left.
 *
 * @param nowMs - the clock, milliseconds.
 */
export function createProgress(stream: ProgressStream, nowMs: () => number): (event: ProgressEvent) => void {
  let startedAtMs = 0
  let drawnAtMs = Number.NEGATIVE_INFINITY
  return event => {
    const atMs = nowMs()
    if (event.kind === 'started') startedAtMs = atMs
    if (event.kind === 'finished') {
      const line = finishedLine(event, atMs - startedAtMs)
      stream.write(stream.isTTY ? `\r\u001b[2K${line}\n` : `${line}\n`)
      drawnAtMs = Number.NEGATIVE_INFINITY
    } else if (stream.isTTY && atMs - drawnAtMs >= REDRAW_MS) {
      stream.write(`\r\u001b[2K${runningLine(event, atMs - startedAtMs)}`)
      drawnAtMs = atMs
    }
  }
}

function finishedLine(event: ProgressEvent, durationMs: number): string {
  const count = event.done > 0 ? `${formatCount(event.done)} in ` : ''
  return `${event.stage.padEnd(18)}${count}${(durationMs / 1000).toFixed(1)} s${rate(event.done, durationMs)}`
}

function runningLine(event: ProgressEvent, durationMs: number): string {
  const of = event.total === undefined ? '' : ` of ${formatCount(event.total)}`
  const left =
    event.total === undefined || event.done === 0
      ? ''
      : `, ${Math.ceil(((event.total - event.done) * durationMs) / event.done / 1000)} s left`
  return `${event.stage.padEnd(18)}${formatCount(event.done)}${of}${rate(event.done, durationMs)}${left}`
}

function rate(done: number, durationMs: number): string {
  return done > 0 && durationMs >= 1000 ? `, ${formatCount(Math.round((done * 1000) / durationMs))}/s` : ''
}
