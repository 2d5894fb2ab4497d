import { isLuhnValid } from './luhn.ts'

/** Values of a made-up person that stand nowhere but where they were planted. */
export type Canaries = {
  readonly name: string
  readonly email: string
  readonly card: string
  readonly iban: string
  readonly key: string
  readonly phone: string
}

const FIRST = [
  'Mariella',
  'Theodora',
  'Leopoldo',
  'Rosalind',
  'Ferdinand',
  'Clementine',
  'Archibald',
  'Wilhelmina',
]
const ONSETS = ['Kr', 'V', 'Z', 'Dr', 'St', 'Br', 'G', 'Tr', 'Sch', 'W']
const CORES = ['anko', 'elmi', 'ovro', 'ursa', 'indo', 'orbe', 'astu', 'ekla']
const ENDS = ['wicz', 'stein', 'escu', 'dottir', 'mann', 'veldt', 'novic', 'bauer']

/** New canaries: every number passes its checksum, so that only redaction and no typing mistake keeps them in. */
export function makeCanaries(randomBytes: (size: number) => Uint8Array): Canaries {
  const bytes = randomBytes(64)
  const at = (index: number): number => bytes[index] ?? 0
  const pick = (list: readonly string[], index: number): string => list[at(index) % list.length] ?? ''
  const digits = (from: number, count: number): string =>
    Array.from({ length: count }, (_, offset) => at(from + offset) % 10).join('')
  const last = `${pick(ONSETS, 1)}${pick(CORES, 2)}${pick(CORES, 3)}${pick(ENDS, 4)}`
  const first = pick(FIRST, 0)
  return {
    name: `${first} ${last}`,
    email: `${first}.${last}${digits(5, 3)}@postfach.de`.toLowerCase(),
    card: withLuhnDigit(`4539${digits(8, 11)}`),
    iban: germanIban(`${digits(20, 18)}`),
    key: `sk-ant-api03-${Buffer.from(bytes.subarray(40, 58)).toString('hex')}9Z`,
    phone: `+49 151 ${1 + (at(58) % 9)}${digits(59, 3)}${1 + (at(62) % 9)}${at(63) % 10}77`,
  }
}

function withLuhnDigit(head: string): string {
  const last = Array.from({ length: 10 }, (_, digit) => digit).find(digit => isLuhnValid(`${head}${digit}`))
  return `${head}${last ?? 0}`
}

/** ISO 13616: 98 minus the remainder of the account, the country and two zeros by 97. */
function germanIban(account: string): string {
  const check = 98n - (BigInt(`${account}131400`) % 97n)
  return `DE${String(check).padStart(2, '0')}${account}`
}
