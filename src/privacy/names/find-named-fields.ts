import type { Span } from '../detector.ts'
import type { Entity } from '../entity.ts'
import { matchesIn } from '../matches-in.ts'
import { ENGLISH, type Gazetteer, WORD } from './gazetteer.ts'

/** JSON keys whose value is personal whatever it looks like, matched without case, `_`, `-` and spaces. */
const KEYS: ReadonlyMap<string, Entity> = new Map([
  ...keys(
    'PERSON',
    'firstname lastname fullname middlename givenname familyname surname maidenname customername username_display displayname contactname cardholder cardholdername accountholder passengername patientname guestname recipientname',
  ),
  ...keys('STREET_ADDRESS', 'address address1 address2 addressline1 addressline2 street streetaddress'),
  ...keys('LOCATION', 'city town hometown'),
  ...keys('ZIP_CODE', 'zip zipcode postalcode postcode'),
  ...keys('DATE_OF_BIRTH', 'dob dateofbirth birthdate birthday'),
  ...keys('ORGANIZATION', 'employer companyname'),
])
const FIELD = /"([a-z][a-z0-9_ -]{1,30})"[ \t]{0,4}:[ \t]{0,4}"([^"\\\n]{2,120})(?="|$)/gi
const BORN =
  /\b(?:born(?: on)?|dob|d\.o\.b\.?|date of birth|birth ?date|birthday)(?: is| was|:)?[ \t]{0,3}((?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4})|(?:\d{1,2}(?:st|nd|rd|th)? )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?(?: \d{1,2}(?:st|nd|rd|th)?)?,? \d{4})/gi

/** Values whose field says what they are, in JSON or as the name of the field a text stands under; dates of birth announced as such. */
export function findNamedFields(text: string): readonly Span[] {
  const spans: Span[] = []
  if (text.includes('"')) {
    for (const match of matchesIn(text, FIELD)) {
      const entity = KEYS.get((match[1] ?? '').toLowerCase().replace(/[_ -]/g, ''))
      const value = match[2] ?? ''
      if (entity === undefined || !isValue(value)) continue
      const end = match.index + match[0].length
      spans.push({ start: end - value.length, end, entity })
    }
  }
  if (/born|birth|dob|d\.o\.b/i.test(text)) {
    for (const match of matchesIn(text, BORN)) {
      const end = match.index + match[0].length
      spans.push({ start: end - (match[1]?.length ?? 0), end, entity: 'DATE_OF_BIRTH' })
    }
  }
  return spans
}

const IDENTIFIER =
  /(?<![\p{L}\d_.@/\\-])(\p{L}{2,20})[_.](\p{L}{2,20})(?:[_.]?\d{1,8})?(?![\p{L}\d_@(\\/-]|\.\w)/gu

/** User names made of a first and a last name: `yusuf_rossi_9620`. Both are names and no words, so that code is left alone. */
export function findUserNames(text: string, gazetteer: Gazetteer): readonly Span[] {
  if (!/[_.]/.test(text)) return []
  return matchesIn(text, IDENTIFIER).flatMap(match => {
    const [first, last] = [match[1] ?? '', match[2] ?? '']
    const [a, b] = [gazetteer(first, 0, first.length), gazetteer(last, 0, last.length)]
    const areNames = (a & b & WORD.name) !== 0 && ((a | b) & ENGLISH) === 0 && ((a | b) & WORD.first) !== 0
    return areNames
      ? [{ start: match.index, end: match.index + match[0].length, entity: 'PERSON' as const }]
      : []
  })
}

/** Types and placeholders of a schema are no values. */
function isValue(value: string): boolean {
  return (
    !/^(?:string|str|integer|number|boolean|object|array|null|none|n\/a|unknown|required|optional|true|false)$/i.test(
      value,
    ) &&
    /[\p{L}\p{N}]/u.test(value) &&
    !/[{}<>]/.test(value) &&
    value.split(' ').length <= 12
  )
}

function keys(entity: Entity, names: string): readonly (readonly [string, Entity])[] {
  return names.split(' ').map(name => [name.replace('_', ''), entity] as const)
}
