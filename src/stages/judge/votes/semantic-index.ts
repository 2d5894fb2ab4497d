import type { JsonValue } from '../../../records/json-value.ts'
import type { RedactedText } from '../../../records/redacted-text.ts'
import type { VoteOrder } from '../../../records/vote.ts'
import type { ReplyJournal } from '../../../store/reply-journal.ts'
import type { EmbedTexts } from './embed-in-turns.ts'
import { semanticFacts } from './semantic-facts.ts'
import type { SemanticQuestion } from './semantic-question.ts'
import { semanticSimilarity } from './semantic-similarity.ts'

/** A question that was voted on, near enough to another one. */
export type NearQuestion = { readonly keys: SemanticQuestion['keys']; readonly similarity: number }

/** The questions that were voted on, by partition. */
export interface SemanticIndex {
  /** The near questions, nearest first; equal ones are not among them. */
  near(question: SemanticQuestion): Promise<readonly NearQuestion[]>
  /** Kept when this returns. */
  add(question: SemanticQuestion): void
}

export type SemanticIndexOptions = {
  readonly journal: ReplyJournal
  readonly embed: EmbedTexts
  /** What a vote depends on beside its question: judge and settings. */
  readonly settings: readonly JsonValue[]
  /** Cosine. */
  readonly threshold: number
}

type Entry = {
  readonly keys: { readonly [order in VoteOrder]: string }
  readonly parts: readonly (readonly string[])[]
}

/** Questions of one partition that are kept, the newest. */
const MOST_KEPT = 64
/** Of these, how many are embedded: those that share the most words. */
const MOST_COMPARED = 8

/**
 * The index in the journal: one reply for every partition. A partition holds what has the same facts, so it is small,
 * and only where there is something to compare is anything embedded. Two processes that write one partition at the same
 * time may lose a question: a miss, never a wrong hit.
 */
export function createSemanticIndex({
  journal,
  embed,
  settings,
  threshold,
}: SemanticIndexOptions): SemanticIndex {
  const entriesOf = (question: SemanticQuestion): readonly Entry[] =>
    (journal.get('near', [...settings, ...question.partition]) ?? []) as unknown as readonly Entry[]
  return {
    async near(question) {
      const others = mostAlike(
        question,
        entriesOf(question).filter(({ keys }) => !isEqual(keys, question.keys)),
      )
      if (others.length === 0) return []
      const compared = [question, ...others]
      // Redacted in the traces they came from.
      const sentences = compared
        .flatMap(({ parts }) => parts.flat())
        .map(text => semanticFacts(text).plain as RedactedText)
      const all = await embed(sentences)
      let row = 0
      const [embedded, ...rest] = compared.map(({ parts }) => {
        const rows = parts.flat().length
        const data = all.data.subarray(row * all.columns, (row + rows) * all.columns)
        row += rows
        return { parts, vectors: { data, rows, columns: all.columns } }
      })
      return others
        .flatMap(({ keys }, index) => {
          const other = rest[index]
          const similarity =
            embedded === undefined || other === undefined ? undefined : semanticSimilarity(embedded, other)
          return similarity !== undefined && similarity >= threshold ? [{ keys, similarity }] : []
        })
        .toSorted((a, b) => b.similarity - a.similarity)
    },
    add(question) {
      const entries = entriesOf(question)
      if (entries.some(({ keys }) => isEqual(keys, question.keys))) return
      const { keys, parts } = question
      const kept = [...entries, { keys, parts }].slice(-MOST_KEPT)
      journal.put('near', [...settings, ...question.partition], kept)
    },
  }
}

function isEqual(one: Entry['keys'], other: Entry['keys']): boolean {
  return one['candidate-first'] === other['candidate-first']
}

function mostAlike(question: SemanticQuestion, entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= MOST_COMPARED) return entries
  const words = wordsOf(question.parts)
  const shared = new Map(
    entries.map(entry => {
      const others = wordsOf(entry.parts)
      return [entry, words.intersection(others).size / Math.max(1, words.union(others).size)] as const
    }),
  )
  return entries.toSorted((a, b) => (shared.get(b) ?? 0) - (shared.get(a) ?? 0)).slice(0, MOST_COMPARED)
}

function wordsOf(parts: Entry['parts']): ReadonlySet<string> {
  return new Set(parts.flat().flatMap(sentence => semanticFacts(sentence).content))
}
