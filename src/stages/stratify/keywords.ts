import { termsOf } from './terms-of.ts'

const KEYWORDS = 6

/** Of the texts the group's most frequent term is in: rarer terms do not name a group, however special they are. */
const LEAST_FREQUENCY = 0.2
/** Of the weight of the group's best keyword. */
const LEAST_WEIGHT = 0.2
/** Two words are an expression, such as `gift card`, when their Dice coefficient over all texts reaches this. */
const LEAST_COHESION = 0.25
/** An expression replaces its word when it is in at least this share of the group's texts with the word. */
const EXPRESSION_SHARE = 0.4
/** `charge` and `charged` say the same; words shorter than this may begin alike by chance. */
const SHORTEST_STEM = 4

/**
 * Up to six words and two-word expressions per group that set it apart from the other groups, the most telling first,
 * as the group mostly spells them. No word is in two keywords of a group, in another form either.
 *
 * Class-based TF-IDF: frequency in the group x log(1 + A / frequency in all), A the mean number of terms per group.
 * Here a term counts once per text, so that one long text cannot name a group, and a keyword must stand in a fair part
 * of the group's texts. Equal weights go by alphabet, expressions first.
 *
 * @see Grootendorst 2022 (BERTopic), section 3.3; Dice 1945 for the cohesion of two words.
 */
export function keywordsOf(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const counted = groups.map(countTerms)
  const frequencies = new Map<string, number>()
  let total = 0
  for (const [key, { frequency }] of counted.flatMap(terms => [...terms])) {
    frequencies.set(key, (frequencies.get(key) ?? 0) + frequency)
    total += frequency
  }
  const mean = total / groups.length
  return counted.map(terms => {
    const most = [...terms.values()].reduce((largest, { frequency }) => Math.max(largest, frequency), 0)
    const candidates = [...terms]
      .filter(([key, term]) => term.frequency >= LEAST_FREQUENCY * most && isCohesive(key, frequencies))
      .map(([key, term]) => ({
        words: key.split(' '),
        term,
        weight: term.frequency * Math.log(1 + mean / (frequencies.get(key) ?? term.frequency)),
      }))
      .sort(byWeight)
    return chosenFrom(candidates)
  })
}

type Term = { frequency: number; readonly spellings: Map<string, number> }
type Candidate = { readonly words: readonly string[]; readonly term: Term; readonly weight: number }

function countTerms(texts: readonly string[]): ReadonlyMap<string, Term> {
  const counts = new Map<string, Term>()
  for (const [key, spelling] of texts.flatMap(text => [...termsOf(text)])) {
    const term = counts.get(key) ?? { frequency: 0, spellings: new Map<string, number>() }
    term.frequency += 1
    term.spellings.set(spelling, (term.spellings.get(spelling) ?? 0) + 1)
    counts.set(key, term)
  }
  return counts
}

/** Always true of one word; two that met in one text alone met by chance. */
function isCohesive(key: string, frequencies: ReadonlyMap<string, number>): boolean {
  const [first = '', second] = key.split(' ')
  if (second === undefined) return true
  const together = frequencies.get(key) ?? 0
  const apart = (frequencies.get(first) ?? 0) + (frequencies.get(second) ?? 0)
  return together > 1 && (2 * together) / apart >= LEAST_COHESION
}

function byWeight(a: Candidate, b: Candidate): number {
  return (
    b.weight - a.weight || b.words.length - a.words.length || (a.words.join(' ') < b.words.join(' ') ? -1 : 1)
  )
}

function chosenFrom(candidates: readonly Candidate[]): readonly string[] {
  const keywords: string[] = []
  const used: string[] = []
  const isFree = ({ words }: Candidate): boolean =>
    !words.some(word => used.some(other => areAlike(word, other)))
  for (const candidate of candidates) {
    if (keywords.length === KEYWORDS || candidate.weight < LEAST_WEIGHT * (candidates[0]?.weight ?? 0)) break
    if (!isFree(candidate)) continue
    const chosen = expressionFor(candidate, candidates.filter(isFree)) ?? candidate
    used.push(...chosen.words)
    keywords.push(mostFrequent(chosen.term.spellings))
  }
  return keywords
}

function areAlike(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return short === long || (short.length >= SHORTEST_STEM && long.startsWith(short))
}

/** The heaviest expression that says `word` in context, if the group mostly says it so. */
function expressionFor({ words, term }: Candidate, free: readonly Candidate[]): Candidate | undefined {
  const [word, second] = words
  if (word === undefined || second !== undefined) return undefined
  return free.find(
    each =>
      each.words.length === 2 &&
      each.words.includes(word) &&
      each.term.frequency >= EXPRESSION_SHARE * term.frequency,
  )
}

function mostFrequent(spellings: ReadonlyMap<string, number>): string {
  const [first] = [...spellings].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return first?.[0] ?? ''
}
