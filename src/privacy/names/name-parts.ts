import type { Entity } from '../entity.ts'
import { matchesIn } from '../matches-in.ts'
import { ENGLISH, loadGazetteer, WORD } from './gazetteer.ts'

const PART = /\p{L}[\p{L}\p{M}]{2,40}/gu

/** Those words of a person's name, in lower case, that stand for nobody else and no thing: `rossi` of `Yusuf Rossi`, not `baker` of `Ann Baker`. */
export function nameParts(entity: Entity, value: string): readonly string[] {
  if (entity !== 'PERSON' || value.length > 80) return []
  const gazetteer = loadGazetteer()
  return matchesIn(value, PART).flatMap(([part]) => {
    const bits = gazetteer(part, 0, part.length)
    return (bits & (ENGLISH | WORD.place | WORD.demonym | WORD.organization)) === 0
      ? [part.toLowerCase()]
      : []
  })
}
