/** What the scanner may meet next. */
type Expectation = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'comma-or-close'

const LITERALS = ['true', 'false', 'null']
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const NUMBER_PREFIX = /^-?(?:(?:0|[1-9]\d*)(?:\.\d*|(?:\.\d+)?[eE][+-]?\d*)?)?$/

/**
 * True when the text is a JSON object that was cut off: a non-empty proper prefix of some JSON object. Text
 * that no further characters could repair (a trailing comma, single quotes, prose) is not.
 *
 * @see RFC 8259; the grammar of its sections 2 to 7.
 */
export function isTruncatedJsonObject(text: string): boolean {
  const open: ('{' | '[')[] = []
  let expectation: Expectation = 'value'
  let at = 0
  while (true) {
    at = skipWhiteSpace(text, at)
    const character = text[at]
    if (character === undefined) return open.length > 0
    if (open.length === 0 && character !== '{') return false
    const step = scanStep(text, at, expectation, open)
    if (step === 'cut-off') return true
    // Closing the outermost object leaves a complete object or one with rubbish behind it.
    if (step === 'invalid' || open.length === 0) return false
    at = step.at
    expectation = step.expectation
  }
}

type Step = { readonly at: number; readonly expectation: Expectation } | 'cut-off' | 'invalid'

/** Reads one token; opens and closes brackets on `open`. */
function scanStep(text: string, at: number, expectation: Expectation, open: ('{' | '[')[]): Step {
  const character = text[at]
  const isInObject = open.at(-1) === '{'
  switch (expectation) {
    case 'colon':
      return character === ':' ? { at: at + 1, expectation: 'value' } : 'invalid'
    case 'comma-or-close':
      if (character === ',') return { at: at + 1, expectation: isInObject ? 'key' : 'value' }
      return close(text, at, open)
    case 'key':
    case 'key-or-close':
      if (character === '"') return scanString(text, at, 'colon')
      return expectation === 'key-or-close' ? close(text, at, open) : 'invalid'
    case 'value':
    case 'value-or-close':
      if (character === '"') return scanString(text, at, 'comma-or-close')
      if (character === '{' || character === '[') {
        open.push(character)
        return { at: at + 1, expectation: character === '{' ? 'key-or-close' : 'value-or-close' }
      }
      if (expectation === 'value-or-close' && character === ']') return close(text, at, open)
      return scanWord(text, at)
  }
}

function close(text: string, at: number, open: ('{' | '[')[]): Step {
  if (text[at] !== (open.at(-1) === '{' ? '}' : ']')) return 'invalid'
  open.pop()
  return { at: at + 1, expectation: 'comma-or-close' }
}

function scanString(text: string, start: number, next: Expectation): Step {
  let at = start + 1
  while (at < text.length) {
    const character = text[at]
    if (character === '"') return { at: at + 1, expectation: next }
    if (text.charCodeAt(at) < 0x20) return 'invalid'
    if (character !== '\\') {
      at += 1
      continue
    }
    const sequence = text.slice(at, at + 6)
    if (/^\\["\\/bfnrt]/.test(sequence)) at += 2
    else if (/^\\u[0-9a-fA-F]{4}$/.test(sequence)) at += 6
    else
      return at + sequence.length === text.length && /^\\(?:u[0-9a-fA-F]{0,3})?$/.test(sequence)
        ? 'cut-off'
        : 'invalid'
  }
  return 'cut-off'
}

/** A number or one of the three literals; at the end of the text a beginning of one is enough. */
function scanWord(text: string, start: number): Step {
  let at = start
  while (at < text.length && /[-+.0-9A-Za-z]/.test(text.charAt(at))) at += 1
  const word = text.slice(start, at)
  if (at === text.length) {
    const isBeginning = NUMBER_PREFIX.test(word) || LITERALS.some(literal => literal.startsWith(word))
    return isBeginning ? 'cut-off' : 'invalid'
  }
  return LITERALS.includes(word) || NUMBER.test(word) ? { at, expectation: 'comma-or-close' } : 'invalid'
}

function skipWhiteSpace(text: string, start: number): number {
  let at = start
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1
  return at
}
