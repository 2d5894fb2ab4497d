import { type Rng, randomInteger } from '../../numeric/random.ts'
import { pick } from './pick.ts'

/** Each opener of a list may stand for each other of it: what follows is a bare verb. */
const OPENERS: readonly (readonly string[])[] = [
  [
    'I want to',
    'I would like to',
    "I'd like to",
    'I need to',
    'I am trying to',
    'I am hoping to',
    'I wish to',
    'I have to',
  ],
  [
    'can you',
    'could you',
    'would you',
    'can you please',
    'could you please',
    'please',
    'I need you to',
    'would you be able to',
  ],
  ['can I', 'could I', 'may I', 'is it possible to', 'am I able to', 'is there a way to'],
  ['how do I', 'how can I', 'how could I', 'how would I', 'how should I', 'in which way can I'],
  ['I have a question about', 'I am asking about', 'I would like to know about', 'my question is about'],
  ['what is', 'tell me what is', 'do you know what is', 'could you tell me what is'],
  ['what are', 'tell me what are', 'do you know what are', 'could you tell me what are'],
]
/** Words and phrases that say the same in requests; of each list every one may stand for every other. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['purchase', 'buy'],
  ['purchased', 'bought'],
  ['begin', 'start'],
  ['quickly', 'soon', 'fast'],
  ['right away', 'at once', 'immediately', 'straight away'],
  ['because', 'since'],
  ['but', 'however'],
  ['maybe', 'perhaps'],
  ['whole', 'entire'],
  ['fix', 'repair'],
  ['large', 'big'],
  ['wrong', 'incorrect'],
  ['correct', 'right'],
  ['tell me', 'let me know'],
  ['look up', 'check', 'find out'],
  ['a lot of', 'plenty of'],
  ['at the moment', 'right now', 'currently'],
  ['as well', 'too'],
  ['until', 'till'],
  ['about', 'around'],
  ['still', 'even now'],
  ['already', 'by now'],
  ['usually', 'normally', 'generally'],
]
const CLOSERS = ['', '', '', 'Thanks.', 'Thank you.', 'Thanks a lot!', 'Many thanks.', 'Cheers.']
const GREETINGS = ['', '', '', 'Hi,', 'Hello,', 'Hey,', 'Good day,']
const GREETING =
  /^\s*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|sorry to bother you|quick question)(?: there| team| all)?\s*[,.!:-]*\s*)+/i
const CLOSING =
  /\s*(?:many thanks|thanks a lot|thanks in advance|thank you(?: very much)?|thanks|cheers|best regards|regards)\s*[.!]*\s*$/i

/** The words the grammar itself brings, in lower case: they are nobody's. */
export const GRAMMAR_WORDS: ReadonlySet<string> = new Set(
  [...OPENERS, ...SYNONYMS, CLOSERS, GREETINGS]
    .flat()
    .flatMap(phrase => phrase.toLowerCase().match(/[a-z]+/g) ?? []),
)

/**
 * The text worded otherwise by rule: greeting, thanks and opening drawn anew, and some words replaced by others that
 * say the same. What is no English request stays as it is.
 */
export function varyPhrasing(text: string, rng: Rng): string {
  const bare = text.replace(GREETING, '').replace(CLOSING, '').trim()
  if (bare === '' || !isEnglish(bare)) return text
  const opened = withOtherOpener(bare, rng)
  const worded = withSynonyms(opened, rng)
  const greeting = pick(GREETINGS, rng)
  const closer = pick(CLOSERS, rng)
  const begun = greeting === '' ? capitalised(worded) : `${greeting} ${worded}`
  const ended = closer === '' || /[.!?]$/.test(begun) ? begun : `${begun}.`
  return closer === '' ? ended : `${ended} ${closer}`
}

/** Some words of the text replaced by others that say the same. */
export function withSynonyms(text: string, rng: Rng): string {
  return text.replace(SYNONYM, found => {
    const group = SYNONYMS.find(each => each.includes(found.toLowerCase()))
    if (group === undefined || randomInteger(rng, 2) === 0) return found
    const chosen = pick(group, rng)
    return /^[A-Z]/.test(found) ? capitalised(chosen) : chosen
  })
}

const SYNONYM = new RegExp(
  String.raw`(?<![\w<-])(?:${SYNONYMS.flat()
    .toSorted((a, b) => b.length - a.length)
    .join('|')})(?![\w>-])`,
  'gi',
)

/** Longest first, so that `can you please` is not read as `can you`. */
const OPENER_LIST = OPENERS.flatMap((group, at) => group.map(opener => ({ opener, at }))).sort(
  (a, b) => b.opener.length - a.opener.length,
)

function withOtherOpener(text: string, rng: Rng): string {
  const lower = text.toLowerCase()
  const found = OPENER_LIST.find(({ opener }) => lower.startsWith(`${opener.toLowerCase()} `))
  if (found === undefined) return text
  return pick(OPENERS[found.at] ?? [found.opener], rng) + text.slice(found.opener.length)
}

const FUNCTION_WORDS =
  /\b(?:the|a|an|i|my|me|to|of|is|are|it|for|in|on|you|can|do|and|that|have|what|how|this|was|with|not)\b/gi
/** Of an English text about every third word is one of these. */
const LEAST_FUNCTION_WORDS = 0.12

/** Whether so many function words of English stand in the text that it will be English. */
export function isEnglish(text: string): boolean {
  const words = text.match(/\p{L}+/gu)?.length ?? 0
  return words > 0 && (text.match(FUNCTION_WORDS)?.length ?? 0) / words >= LEAST_FUNCTION_WORDS
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
