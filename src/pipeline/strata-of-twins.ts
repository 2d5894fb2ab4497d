import type { Embeddings } from '../records/embeddings.ts'
import type { TraceId } from '../records/ids.ts'
import type { Intent } from '../records/intent.ts'
import type { Strata } from '../records/strata.ts'
import { keywordsOf } from '../stages/stratify/keywords.ts'
import { pickExamples } from '../stages/stratify/pick-examples.ts'
import type { Synthesis } from '../stages/synthesise/synthesise.ts'
import { RARE } from '../stages/synthesise/synthetic-text.ts'

const LABEL_WORDS = 3
/** It names no stratum. */
const RARE_WORD = new RegExp(String.raw`\b${RARE}\b`, 'g')

/** The strata with synthetic members, and named by what those say. */
export function strataOfTwins(
  fitted: Strata,
  { realOf }: Pick<Synthesis, 'realOf'>,
  intents: readonly Intent[],
  { vectors, traceIds }: Embeddings,
): Strata {
  const twinOf = new Map([...realOf].map(([twin, real]) => [real, twin] as const))
  const rowOf = new Map(traceIds.map((id, row) => [id, row] as const))
  const membersOf = (members: readonly TraceId[]): readonly TraceId[] =>
    members.flatMap(member => twinOf.get(member) ?? []).toSorted()
  const members = fitted.strata.map(stratum => membersOf(stratum.members))
  const rows = members.map(ids => ids.flatMap(id => rowOf.get(id) ?? []))
  const texts = rows.map(own => [...new Set(own.map(row => intents[row]!.text))])
  const keywords = keywordsOf(texts.map(own => own.map(text => text.replace(RARE_WORD, '.'))))
  return {
    populationSize: fitted.populationSize,
    ...(fitted.fittedOn === undefined ? {} : { fittedOn: fitted.fittedOn }),
    ...(fitted.cells === undefined
      ? {}
      : { cells: fitted.cells.map(cell => ({ ...cell, members: membersOf(cell.members) })) }),
    strata: fitted.strata.map((stratum, at) => {
      const words = stratum.kind === 'noise' ? [] : (keywords[at] ?? [])
      return {
        ...stratum,
        label:
          stratum.kind === 'noise' ? 'unclustered' : words.slice(0, LABEL_WORDS).join(', ') || stratum.id,
        keywords: words,
        members: members[at] ?? [],
        exampleRequests: pickExamples(rows[at] ?? [], vectors).map(row => intents[row]!.text),
      }
    }),
  }
}
