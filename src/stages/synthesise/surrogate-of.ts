import type { Entity } from '../../privacy/entity.ts'
import { isLuhnValid } from '../../privacy/luhn.ts'
import { type Rng, randomInteger } from '../../numeric/random.ts'

const FIRST = ['Avery', 'Blake', 'Carla', 'Dario', 'Elena', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Kira', 'Luca', 'Mila', 'Nadia', 'Oscar', 'Petra', 'Quinn', 'Rosa', 'Samir', 'Tessa', 'Uma', 'Viktor', 'Wanda', 'Yara']
const LAST = ['Abbott', 'Becker', 'Castillo', 'Dunn', 'Eriksen', 'Fischer', 'Grant', 'Haddad', 'Ivanov', 'Jensen', 'Keller', 'Lindgren', 'Moreau', 'Novak', 'Olsen', 'Pereira', 'Quist', 'Rossi', 'Schmidt', 'Tanaka', 'Ueda', 'Vargas', 'Weber', 'Young']
const CITIES = ['Lisbon', 'Denver', 'Oslo', 'Milan', 'Seattle', 'Lyon', 'Vienna', 'Toronto', 'Madrid', 'Dublin', 'Prague', 'Chicago']
const STREETS = ['Maple Street', 'Oak Avenue', 'Mill Lane', 'Station Road', 'Park Street', 'River Road', 'Hill Street', 'Garden Lane']
const COMPANIES = ['Northwind Traders', 'Contoso Ltd', 'Acme Corp', 'Globex Inc', 'Initech LLC', 'Umbrella Group', 'Fabrikam Inc', 'Tailspin Ltd']

/** One of the items. */
export function pick<T>(items: readonly T[], rng: Rng): T {
  return items[randomInteger(rng, items.length)] as T
}

/**
 * A made-up value of a kind, of ranges that are nobody's: mail and web addresses under example.com (RFC 2606),
 * telephone numbers 555-01xx, addresses of RFC 5737, cards and accounts whose checksum is wrong.
 */
export function surrogateOf(entity: Entity, rng: Rng): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => String(randomInteger(rng, 10))).join('')
  switch (entity) {
    case 'PERSON':
      return `${pick(FIRST, rng)} ${pick(LAST, rng)}`
    case 'EMAIL':
      return `${pick(FIRST, rng)}.${pick(LAST, rng)}${digits(3)}@example.com`.toLowerCase()
    case 'PHONE':
      return `+1 202-555-01${digits(2)}`
    case 'LOCATION':
      return pick(CITIES, rng)
    case 'STREET_ADDRESS':
      return `${1 + randomInteger(rng, 180)} ${pick(STREETS, rng)}, ${pick(CITIES, rng)}`
    case 'ORGANIZATION':
      return pick(COMPANIES, rng)
    case 'ZIP_CODE':
      return `0000${digits(1)}`
    case 'DATE_OF_BIRTH':
      return `19${50 + randomInteger(rng, 50)}-0${1 + randomInteger(rng, 9)}-1${digits(1)}`
    case 'CREDIT_CARD':
      return wrongCard(`4000 0000 0000 ${digits(4)}`)
    case 'IBAN':
      return `GB00 TEST ${digits(4)} ${digits(4)} ${digits(4)} ${digits(2)}`
    case 'US_SSN':
      return `000-${digits(2)}-${digits(4)}`
    case 'IP':
      return `192.0.2.${randomInteger(rng, 256)}`
    case 'MAC':
      return `02:00:5e:00:53:${digits(2)}`
    case 'URL':
      return `https://example.com/${digits(6)}`
    case 'CRYPTO':
    case 'SECRET':
    case 'ID_NUMBER':
    case 'SESSION':
    case 'CUSTOMER':
      return `example-${digits(8)}`
  }
}

/** The number with a last digit that makes its checksum wrong. */
function wrongCard(number: string): string {
  if (!isLuhnValid(number.replace(/\D/g, ''))) return number
  return number.slice(0, -1) + String((Number(number.at(-1)) + 1) % 10)
}
