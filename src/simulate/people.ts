import { type Rng, randomInteger } from '../numeric/random.ts'
import { pickOne } from './pick.ts'

const FIRST_NAMES = [
  'Maria',
  'James',
  'Aisha',
  'Lukas',
  'Chloe',
  'Diego',
  'Hannah',
  'Omar',
  'Sofia',
  'Peter',
  'Yuki',
  'Nadia',
]
const LAST_NAMES = [
  'Keller',
  'Brown',
  'Okafor',
  'Silva',
  'Novak',
  'Rossi',
  'Hansen',
  'Patel',
  'Moreau',
  'Tanaka',
  'Lopez',
  'Weber',
]
const STREETS = [
  'Oak Street',
  'Mill Lane',
  'Station Road',
  'Park Avenue',
  'Harbour View',
  'Church Street',
  'Elm Drive',
]
const CITIES = ['Lisbon', 'Hamburg', 'Leeds', 'Boston', 'Lyon', 'Oslo', 'Austin', 'Porto', 'Ghent', 'Denver']
const ITEMS = [
  'coffee grinder',
  'rain jacket',
  'desk lamp',
  'yoga mat',
  'water bottle',
  'backpack',
  'winter coat',
  'bread knife',
  'bluetooth speaker',
  'bath towel',
  'running shoe',
  'wool sweater',
  'tea kettle',
  'office chair',
  'board game',
  'garden hose',
  'bike helmet',
  'picture frame',
  'toaster',
  'laptop sleeve',
  'camping tent',
  'phone case',
  'cutting board',
  'floor rug',
] as const

/** A made-up customer. Mail addresses, phone numbers and cards are of ranges reserved for examples and tests. */
export type Person = {
  readonly customerId: string
  readonly name: string
  readonly email: string
  readonly phone: string
  readonly card: string
  readonly address: string
  readonly city: string
}

/** A made-up customer, number `index`; the same index and generator state give the same person. */
export function simulatePerson(index: number, rng: Rng): Person {
  const first = pickOne(FIRST_NAMES, rng)
  const last = pickOne(LAST_NAMES, rng)
  return {
    customerId: `cust-${String(index).padStart(4, '0')}`,
    name: `${first} ${last}`,
    email: `${first}.${last}${index}@example.com`.toLowerCase(),
    phone: `+1 202-555-01${String(randomInteger(rng, 100)).padStart(2, '0')}`,
    card: testCardNumber(randomInteger(rng, 1_000_000_000)),
    address: `${1 + randomInteger(rng, 180)} ${pickOne(STREETS, rng)}, ${pickOne(CITIES, rng)}`,
    city: pickOne(CITIES, rng),
  }
}

/** One product of the simulated shop. */
export function simulateItem(rng: Rng): string {
  return pickOne(ITEMS, rng)
}

/** A 16-digit number in the Visa test range with a valid Luhn digit (ISO/IEC 7812-1, annex B). */
function testCardNumber(account: number): string {
  const digits = `411111${String(account).padStart(9, '0')}`
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  const number = `${digits}${(10 - (sum % 10)) % 10}`
  return `${number.slice(0, 4)} ${number.slice(4, 8)} ${number.slice(8, 12)} ${number.slice(12)}`
}
