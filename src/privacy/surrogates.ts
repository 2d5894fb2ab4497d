import { createHmac } from 'node:crypto'
import type { Entity } from './entity.ts'
import { isLuhnValid } from './luhn.ts'
import type { TokenKey } from './token-key.ts'

/** Made-up values of the same kind, which read like the real thing and belong to nobody. */
export type Surrogates = {
  /** The value that stands for `canonical`; undefined for kinds that keep their token. */
  of(entity: Entity, canonical: string): string | undefined
}

const GIVEN =
  'Anna Marta Elif Ines Clara Nadia Sofia Leila Greta Paula Rosa Irene Maya Dora Lena Yuki Ivan Omar Felix Tomas Hugo Anton Pedro Kofi Milan Jonas Samir Emil Oscar Viktor Aron Dario'.split(
    ' ',
  )
// Nobody is called this: a value made of them can be told from a person's, and is never redacted again.
const STEMS =
  'Velm Tandr Morv Quorl Braxt Lunv Zephr Orvik Kestr Dravn Fenlo Halvq Isterv Jorvel Pellq Ruskav'.split(' ')
const ENDS =
  'aldren ombrey uskin ettavo ornelt ibrand andrel evasko ynmark ostrel ulwyn arquist enholm iskari obrist evrand'.split(
    ' ',
  )
const NAME = `(?:${STEMS.join('|')})(?:${ENDS.join('|')})`
const GIVEN_NAME = `(?:${GIVEN.join('|')})`
const COMPANY_WORDS = ['Works', 'Group', 'Partners', 'Supply']

/** Every surrogate there can be, of any key. */
const SURROGATE = new RegExp(
  [
    `(?:${GIVEN_NAME}|${GIVEN_NAME.toLowerCase()})\\.(?:${NAME}|${NAME.toLowerCase()})\\d{4}@example\\.com`,
    `\\d{1,3} ${NAME} Street`,
    `(?:${GIVEN_NAME} )?${NAME}(?: (?:${COMPANY_WORDS.join('|')})|ville)?`,
    '\\+1 [2-9]\\d\\d-555-01\\d\\d',
    '4000 00\\d\\d \\d{4} \\d{4}',
    'XX00(?: \\d{4}){4}',
    '000-\\d\\d-\\d{4}',
    '(?:192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d{1,3}',
    '2001:db8::[0-9a-f]{4}:[0-9a-f]{4}',
    '00-00-5e-00-53-[0-9a-f]{2}',
    'https://site-[0-9a-f]{8}\\.example/',
    '000\\d\\d',
    '1900-\\d\\d-\\d\\d',
  ]
    .map(pattern => `(?<![\\w.])${pattern}(?!\\w)`)
    .join('|'),
  'g',
)

/** `text` with a line feed for every character of a surrogate, so that no detector reads one. */
export function maskSurrogates(text: string): string {
  return text.replace(SURROGATE, found => '\n'.repeat(found.length))
}

/**
 * Surrogates under a key: equal values get equal ones, and without the key nobody can tell whose one is. Numbers come from ranges that are
 * reserved for examples or fail their checksum: telephone 555-01xx, mails at example.com (RFC 2606), addresses of RFC 5737, 3849 and 7042, a
 * card and an IBAN with wrong check digits, a social security number of area 000. There are far fewer of them than tokens, so that two people
 * can come to share one: 700 x 100 telephone numbers, 8,192 names, 762 IP addresses.
 */
export function createSurrogates({ bytes }: TokenKey): Surrogates {
  return {
    of: (entity, canonical) => {
      const make = MAKERS[entity]
      if (make === undefined) return undefined
      const digest = createHmac('sha256', bytes).update(`surrogate\0${entity}\0${canonical}`, 'utf8').digest()
      return make(digest, canonical)
    },
  }
}

type Maker = (digest: Buffer, canonical: string) => string

const MAKERS: { readonly [entity in Entity]?: Maker } = {
  PERSON: (digest, value) => (/\s/.test(value) ? `${given(digest)} ${name(digest)}` : name(digest)),
  EMAIL: digest =>
    `${given(digest)}.${name(digest)}`.toLowerCase().concat(`${digits(digest, 4, 4)}@example.com`),
  PHONE: digest => `+1 ${areaCode(digest)}-555-01${digits(digest, 4, 2)}`,
  CREDIT_CARD: wrongCard,
  IBAN: digest => `XX00 ${[0, 4, 8, 12].map(from => digits(digest, from, 4)).join(' ')}`,
  US_SSN: digest => `000-${digits(digest, 0, 2)}-${digits(digest, 2, 4)}`,
  IP: (digest, value) =>
    value.includes(':')
      ? `2001:db8::${digest.toString('hex', 0, 2)}:${digest.toString('hex', 2, 4)}`
      : `${pick(['192.0.2', '198.51.100', '203.0.113'], digest, 0)}.${1 + (digest.readUInt8(1) % 254)}`,
  MAC: digest => `00-00-5e-00-53-${digest.toString('hex', 0, 1)}`,
  URL: digest => `https://site-${digest.toString('hex', 0, 4)}.example/`,
  LOCATION: digest => `${name(digest)}ville`,
  ORGANIZATION: digest => `${name(digest)} ${pick(COMPANY_WORDS, digest, 3)}`,
  STREET_ADDRESS: digest => `${1 + (digest.readUInt8(3) % 199)} ${name(digest)} Street`,
  ZIP_CODE: digest => `000${digits(digest, 0, 2)}`,
  DATE_OF_BIRTH: digest =>
    `1900-${twoDigits(1 + (digest.readUInt8(0) % 12))}-${twoDigits(1 + (digest.readUInt8(1) % 28))}`,
}

function pick(list: readonly string[], digest: Buffer, at: number): string {
  return list[digest.readUInt8(at) % list.length] ?? ''
}

function given(digest: Buffer): string {
  return pick(GIVEN, digest, 0)
}

function name(digest: Buffer): string {
  return pick(STEMS, digest, 1) + pick(ENDS, digest, 2)
}

function digits(digest: Buffer, from: number, count: number): string {
  return Array.from({ length: count }, (_, offset) => digest.readUInt8(from + offset) % 10).join('')
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/** 200 to 989 without those that end in 11. */
function areaCode(digest: Buffer): number {
  const code = 200 + (digest.readUInt16BE(0) % 790)
  return code % 100 === 11 ? code + 1 : code
}

/** In the groups of a card, with a last digit that fails the Luhn check. */
function wrongCard(digest: Buffer): string {
  const head = `400000${digits(digest, 0, 9)}`
  const last = [0, 1].find(digit => !isLuhnValid(`${head}${digit}`)) ?? 0
  return `${head}${last}`.replace(/(\d{4})(?=\d)/g, '$1 ')
}
