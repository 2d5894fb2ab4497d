import { RedactionError } from '../errors/redaction-error.ts'
import { type BlockedKind, createEgressGate, type Sink } from '../privacy/egress-gate.ts'

/** The gate of this process: whatever leaves it, to a server, a file, the store or a terminal, passes here. */
export const egressGate = createEgressGate()

/** @throws {RedactionError} when `content` holds what must not leave; `place` says where it was about to go. */
export function assertMayLeave(content: string | Uint8Array, sink: Sink, place: string): void {
  const kinds = egressGate.check(content, sink)
  if (kinds.length > 0) throw blocked(kinds, place)
}

function blocked(kinds: readonly BlockedKind[], place: string): RedactionError {
  return new RedactionError(
    `Expected nothing personal in ${place}, found ${kinds.join(', ')}; it was not written`,
    {
      detector: 'egress gate',
      hint: 'a value redaction missed, or one the config says must never leave: docs/privacy.md, "The egress gate"',
    },
  )
}

/** How our own progress begins a line again. */
const REDRAW = '\r\u001b[2K'
/** What a terminal obeys or reorders, but for ends of lines and tabs. */
const COMMANDS = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu

/** Everything written to the stream from now on with what must not leave masked: a message is better short than lost. A terminal is given text alone. */
export function guardStream(stream: NodeJS.WriteStream): void {
  const plain = (text: string): string =>
    text
      .split(REDRAW)
      .map(part => part.replace(COMMANDS, ' '))
      .join(REDRAW)
  const shown = (text: string): string => (stream.isTTY ? plain(text) : text)
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: readonly unknown[]) => boolean
  const guarded = (chunk: unknown, ...rest: readonly unknown[]): boolean =>
    write(typeof chunk === 'string' ? shown(egressGate.masked(chunk, 'terminal')) : chunk, ...rest)
  stream.write = guarded as typeof stream.write
}

/** What the gate stopped so far as one line; undefined when nothing was. */
export function egressWarning(): string | undefined {
  const counts = egressGate.counts()
  if (counts.length === 0) return undefined
  const parts = counts.map(({ sink, kind, count }) => `${count} x ${kind} (${sink})`)
  return `the egress gate stopped ${parts.join(', ')}: docs/privacy.md says what to look for`
}
