import { RedactionError } from '../errors/redaction-error.ts'
import type { Span } from './detector.ts'
import type { NameServer } from './presidio/create-presidio.ts'
import { TOKEN } from './token.ts'

/** Findings of a server, fetched ahead because redaction itself never waits. */
export type PreparedFindings = {
  /** Asks for the texts that are not known yet. @throws {RedactionError} when findings are required and the server does not give them. */
  prepare(texts: readonly string[]): Promise<void>
  /** @throws {RedactionError} when findings are required and the text was never prepared. */
  spansOf(text: string): readonly Span[]
}

export type PreparedFindingsOptions = {
  readonly server: NameServer
  /** Whether a server that is down stops the run; otherwise it is warned of once and asked no more. */
  readonly isRequired: boolean
  readonly onWarning: (warning: string) => void
}

const MOST_TEXTS = 64
const MOST_CHARACTERS = 200_000

/** Findings of `server`, kept for as long as this lives; texts without a letter are never sent. */
export function createPreparedFindings(options: PreparedFindingsOptions): PreparedFindings {
  const { server, isRequired, onWarning } = options
  const found = new Map<string, readonly Span[]>()
  let isDown = false
  const failed = (reason: string): void => {
    if (isRequired) throw failure(server.name, reason)
    if (!isDown) onWarning(`${server.name} ${reason}: names are found by the built-in detector alone`)
    isDown = true
  }
  return {
    prepare: async texts => {
      const wanted = [...new Set(texts)].filter(text => hasLetter(text) && !found.has(text))
      for (const batch of batchesOf(wanted)) {
        if (isDown) return
        try {
          const answers = await server.analyze(batch)
          batch.forEach((text, index) => {
            found.set(text, outsideTokens(text, answers[index] ?? []))
          })
        } catch {
          // The cause is left out on purpose: its message may quote a text.
          failed('did not answer')
        }
      }
    },
    spansOf: text => {
      const spans = found.get(text)
      if (spans === undefined && isRequired && hasLetter(text)) throw failure(server.name, 'was not asked')
      return spans ?? []
    },
  }
}

function failure(detector: string, reason: string): RedactionError {
  return new RedactionError(`Detector \`${detector}\` ${reason} about a text; nothing was stored or sent`, {
    detector,
    hint: 'Start the server named in privacy.presidio.url, or set privacy.ner to presidio or names to go on without it',
  })
}

function hasLetter(text: string): boolean {
  return /\p{L}/u.test(text)
}

function batchesOf(texts: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = []
  let characters = 0
  for (const text of texts) {
    const last = batches.at(-1)
    if (last === undefined || last.length >= MOST_TEXTS || characters + text.length > MOST_CHARACTERS) {
      batches.push([text])
      characters = text.length
    } else {
      last.push(text)
      characters += text.length
    }
  }
  return batches
}

/** Letters and digits of a token look like somebody's reference number. */
function outsideTokens(text: string, spans: readonly Span[]): readonly Span[] {
  if (!text.includes('_k')) return spans
  const tokens = Array.from(text.matchAll(TOKEN), match => ({
    start: match.index,
    end: match.index + match[0].length,
  }))
  return spans.filter(span => !tokens.some(token => token.start < span.end && span.start < token.end))
}
