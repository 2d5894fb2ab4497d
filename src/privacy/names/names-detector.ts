import type { Detector, Span } from '../detector.ts'
import { findAddresses } from './find-addresses.ts'
import { findNamedFields, findUserNames } from './find-named-fields.ts'
import { findOrganizations } from './find-organizations.ts'
import { findPeople } from './find-people.ts'
import { findPlaces } from './find-places.ts'
import { type Gazetteer, loadGazetteer } from './gazetteer.ts'
import type { Sentence } from './sentence.ts'
import { splitWords } from './split-words.ts'

/**
 * People, places, organisations, street addresses and dates of birth, by lists of names, capitals and the words
 * around. Offline and without a model; what it misses is measured in docs/privacy.md. Where findings overlap the
 * longest names the entity, and of equally long ones the place.
 */
export const namesDetector: Detector = { name: 'names', detect: text => detectNames(text, loadGazetteer()) }

function detectNames(text: string, gazetteer: Gazetteer): readonly Span[] {
  const words = splitWords(text, gazetteer)
  const sentence: Sentence = { text, words, gazetteer, isShouted: isShouted(words) }
  return [
    ...findNamedFields(text),
    ...findUserNames(text, gazetteer),
    ...findAddresses(sentence),
    ...findOrganizations(sentence),
    ...findPlaces(sentence),
    ...findPeople(sentence),
  ]
}

/** Three words and more, and more than half of them in capitals. */
function isShouted(words: Sentence['words']): boolean {
  let upper = 0
  let all = 0
  for (const { shape } of words) {
    if (shape === 'number' || shape === 'code' || shape === 'initial') continue
    all += 1
    if (shape === 'upper') upper += 1
  }
  return all >= 3 && upper * 2 > all
}
