import { RedactionError } from '../errors/redaction-error.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import { canonicalValue } from './canonical-value.ts'
import { createQuoteCheck } from './create-quote-check.ts'
import type { Detector, Span } from './detector.ts'
import type { Entity } from './entity.ts'
import { createFieldPolicy, type FieldPolicy } from './field-policy.ts'
import { findSplitValues } from './find-split-values.ts'
import { createKnownValues, type KnownValues } from './known-values.ts'
import { mergeSpans } from './merge-spans.ts'
import { type NormalizedCopy, normalizedCopy } from './normalized-copy.ts'
import type { PreparedFindings } from './prepared-findings.ts'
import type { RedactionWorkers } from './redaction-workers.ts'
import { createSurrogates, maskSurrogates } from './surrogates.ts'
import { createTokenMaker, isToken, maskTokens } from './token.ts'
import type { TokenKey } from './token-key.ts'

/** A text and the name it stands under (an argument's, a JSON key), which tells detectors what a bare value is. */
export type Field = {
  readonly text: string
  readonly context?: string | undefined
  /** Where in its trace it stands (docs/privacy.md), for the field policy. */
  readonly path?: string | undefined
}

/** Makes `RedactedText`; nothing else does. Redacting what is already redacted changes nothing. */
export interface RedactText {
  /** `text` with a token for everything a detector found. */
  (text: string): RedactedText
  /** Texts of one trace, in order: what is found in one of them is replaced in all. */
  together(fields: readonly Field[]): readonly RedactedText[]
  /** Whether the field policy makes one token of whatever stands at a place. */
  readonly isWhole?: (path: string, key: string) => boolean
  /** The token of a whole identifier, whatever it looks like. */
  pseudonym(entity: Entity, value: string): RedactedText
  /** Whether texts have to be given to `prepare` before they are redacted. */
  readonly isPrepared: boolean
  /** Asks the server of names about texts that are redacted next; nothing when there is none. @throws {RedactionError} when it is required and does not answer. */
  prepare(texts: readonly string[]): Promise<void>
  /** Starts threads that redact exactly as this does; absent: something here has to see every text or replacement. */
  readonly startWorkers?: (() => RedactionWorkers) | undefined
  /** How many places were replaced so far, by entity. */
  counts(): { readonly [entity: string]: number }
}

export type RedactTextOptions = {
  readonly detectors: readonly Detector[]
  readonly tokenKey: TokenKey
  /** Findings of a server beside those of the detectors. */
  readonly prepared?: PreparedFindings | undefined
  /** Default: fields named like a secret become a token as a whole. */
  readonly fields?: FieldPolicy | undefined
  /** Made-up values in the place of tokens, where there are such. */
  readonly hasSurrogates?: boolean | undefined
  /** Told what every replacement stands for; the only way a value leaves here. */
  readonly onReplaced?: ((replacement: string, value: string) => void) | undefined
}

/**
 * The redactor of one tenant.
 *
 * @throws {RedactionError} from each of its functions when a detector throws: text never passes unredacted.
 */
export function createRedactText(options: RedactTextOptions): RedactText {
  const { detectors, tokenKey, prepared, onReplaced, fields: policy = createFieldPolicy() } = options
  const tokenOf = createTokenMaker(tokenKey)
  const surrogates = options.hasSurrogates === true ? createSurrogates(tokenKey) : undefined
  const mask: Mask = surrogates === undefined ? maskTokens : text => maskTokens(maskSurrogates(text))
  const counts = new Map<Entity, number>()
  const detect = remembering((text, context) => detectIn(text, context, detectors, mask))
  const replacementOf = ({ entity, value }: Finding): string => {
    const canonical = canonicalValue(entity, value)
    const replacement = surrogates?.of(entity, canonical) ?? tokenOf(entity, canonical)
    onReplaced?.(replacement, value)
    return replacement
  }
  const replace = (text: string, found: readonly Finding[]): string => {
    for (const { entity } of found) counts.set(entity, (counts.get(entity) ?? 0) + 1)
    return replaceFindings(text, found, replacementOf)
  }
  const together = (fields: readonly Field[]) =>
    redactTogether(fields, { detect, replace, mask, policy, prepared }) as readonly RedactedText[]
  const one = (text: string) => together([{ text }])[0] ?? ('' as RedactedText)
  return Object.assign(one, {
    together,
    isWhole: (path: string, key: string) => policy(path, key)?.kind === 'whole',
    pseudonym: (entity: Entity, value: string) =>
      (isToken(value)
        ? value
        : replace(value, [{ start: 0, end: value.length, entity, value }])) as RedactedText,
    isPrepared: prepared !== undefined,
    prepare: async (texts: readonly string[]) => await prepared?.prepare(texts),
    counts: () => Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  })
}

/** A place in the original text, and what stands there after normalisation. */
type Finding = Span & { readonly value: string }

/** Ordinary texts need three; a text made to need one per word would take quadratic time, and becomes one token. */
const MOST_ROUNDS = 16

/**
 * Rounds of detection until no text holds a finding: a token that replaced a neighbour can uncover one, and a
 * value found late is looked for everywhere. Every round shortens what is not yet a token, so they end.
 */
function redactTogether(fields: readonly Field[], parts: Parts): readonly string[] {
  const { detect, replace, mask, policy, prepared } = parts
  const known = createKnownValues()
  const texts = fields.map(field => field.text)
  const rules = fields.map(({ path, context }) =>
    path === undefined ? undefined : policy(path, context ?? ''),
  )
  let open = fields.map((_, index) => index)
  // Findings that no single text shows, of the first round alone: later texts are no longer what was sent or split.
  let given = givenFindings(texts, prepared)
  for (let round = 1; open.length > 0; round += 1) {
    let hasNews = false
    const found = new Map<number, readonly Finding[]>()
    for (const index of open) {
      const text = texts[index] ?? ''
      const rule = rules[index]
      const context = rule?.kind === 'allowed' ? '' : (fields[index]?.context ?? '')
      const seen =
        rule?.kind === 'whole'
          ? wholeFinding(text, rule.entity, mask)
          : withGiven(detect(text, context), given.get(index), text)
      const findings = round > MOST_ROUNDS && seen.length > 0 ? wholeFinding(text, 'FIELD', mask) : seen
      if (findings.length > 0) found.set(index, findings)
      for (const { entity, value } of findings) hasNews = known.add(entity, value) || hasNews
    }
    given = NONE
    if (hasNews) propagate(texts, known, found, mask)
    for (const [index, findings] of found) texts[index] = replace(texts[index] ?? '', findings)
    open = [...found.keys()]
  }
  return texts
}

type Mask = (text: string) => string

type Parts = {
  readonly detect: Detect
  readonly replace: (text: string, found: readonly Finding[]) => string
  readonly mask: Mask
  readonly policy: FieldPolicy
  readonly prepared: PreparedFindings | undefined
}

/** All of a text, unless nothing but replacements of an earlier round is left of it. */
function wholeFinding(text: string, entity: Entity, mask: Mask): readonly Finding[] {
  if (/^[\s"]*$/.test(mask(text))) return []
  return [{ start: 0, end: text.length, entity, value: normalizedCopy(text).text }]
}

const NONE: ReadonlyMap<number, readonly Span[]> = new Map()

function givenFindings(
  texts: readonly string[],
  prepared: PreparedFindings | undefined,
): ReadonlyMap<number, readonly Span[]> {
  const split = texts.length > 1 ? findSplitValues(texts) : NONE
  if (prepared === undefined) return split
  return new Map(
    texts.map((text, index) => [index, [...prepared.spansOf(text), ...(split.get(index) ?? [])]] as const),
  )
}

function withGiven(
  findings: readonly Finding[],
  given: readonly Span[] | undefined,
  text: string,
): readonly Finding[] {
  if (given === undefined || given.length === 0) return findings
  return mergeSpans([...findings, ...given]).map(span => withValue(span, text))
}

/** Adds to `found` every place where a known value stands unseen. */
function propagate(
  texts: readonly string[],
  known: KnownValues,
  found: Map<number, readonly Finding[]>,
  mask: Mask,
): void {
  texts.forEach((text, index) => {
    const copy = normalizedCopy(text)
    const again = known.find(mask(copy.text))
    if (again.length === 0) return
    const spans = mergeSpans([...(found.get(index) ?? []), ...again.map(span => toOriginal(span, copy, 0))])
    found.set(
      index,
      spans.map(span => withValue(span, text)),
    )
  })
}

type Detect = (text: string, context: string) => readonly Finding[]

const NOTHING: readonly Finding[] = []

const REMEMBERED_CHARACTERS = 8_000_000
/** What the memory of an entry is worth, were its text and context empty. */
const ENTRY_CHARACTERS = 100

/** Remembers texts without findings: system prompts and JSON keys come again in every trace. */
function remembering(detect: Detect): Detect {
  // By context: a key of both put together would copy and hash all of a text.
  const clean = new Map<string, Set<string>>()
  let characters = 0
  return (text, context) => {
    if (clean.get(context)?.has(text) === true) return NOTHING
    const found = detect(text, context)
    if (found.length > 0) return found
    const length = context.length + text.length + ENTRY_CHARACTERS
    if (characters + length > REMEMBERED_CHARACTERS) {
      clean.clear()
      characters = 0
    }
    const known = clean.get(context) ?? new Set()
    clean.set(context, known.add(text))
    characters += length
    return found
  }
}

function detectIn(
  text: string,
  context: string,
  detectors: readonly Detector[],
  mask: Mask,
): readonly Finding[] {
  const copy = normalizedCopy(text)
  const masked = mask(copy.text)
  const prefix = context === '' ? '' : `"${context}": "`
  const read = prefix + masked
  const spans: Span[] = []
  for (const detector of detectors) {
    for (const span of detectWith(detector, read))
      if (span.end > prefix.length) spans.push(toOriginal(span, copy, prefix.length))
  }
  return spans.length === 0 ? NOTHING : mergeSpans(spans).map(span => withValue(span, text))
}

function detectWith(detector: Detector, text: string): readonly Span[] {
  try {
    return detector.detect(text)
  } catch {
    // The cause is left out on purpose: its message may quote the text.
    throw new RedactionError(`Detector \`${detector.name}\` failed on a text; nothing was stored or sent`, {
      detector: detector.name,
      hint: 'Report the detector; a run cannot go on without it, because text never passes unredacted',
    })
  }
}

function toOriginal(span: Span, copy: NormalizedCopy, prefixLength: number): Span {
  const start = copy.startOf(Math.max(0, span.start - prefixLength))
  return { start, end: copy.endOf(span.end - prefixLength - 1), entity: span.entity }
}

function withValue(span: Span, text: string): Finding {
  return { ...span, value: normalizedCopy(text.slice(span.start, span.end)).text }
}

function replaceFindings(
  text: string,
  found: readonly Finding[],
  tokenOf: (finding: Finding) => string,
): string {
  const needsQuotes = createQuoteCheck(text)
  let result = ''
  let copiedTo = 0
  for (const finding of found) {
    const token = needsQuotes(finding) ? `"${tokenOf(finding)}"` : tokenOf(finding)
    result += text.slice(copiedTo, finding.start) + token
    copiedTo = finding.end
  }
  return result + text.slice(copiedTo)
}
