import { describe, expect, it } from 'vitest'
import { defaultDetectors } from '../default-detectors.ts'
import { createRedactText } from '../redact-text.ts'
import { namesDetector } from './names-detector.ts'

function create() {
  return createRedactText({
    detectors: [...defaultDetectors, namesDetector],
    tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
  })
}

/** The text with every token shortened to its entity, so that a case fits a line. */
function shown(text: string): string {
  return shortened(create()(text))
}

function shortened(text: string): string {
  return text.replace(/<([A-Z_]+)_k1_[0-9A-F]{8}>/g, '<$1>')
}

const zeroWidth = '\u200b'

describe('people', () => {
  it.each([
    ['My name is Ilse Vandersteen.', 'My name is <PERSON>.'],
    ['Dr. Okonkwo called back', 'Dr. <PERSON> called back'],
    ['please ask Mark about it', 'please ask <PERSON> about it'],
    ['We met April Hofstadter there', 'We met <PERSON> there'],
    ['signed by Vide A. Lindqvist today', 'signed by <PERSON> today'],
    ['Ludwig van der Meulen wrote', '<PERSON> wrote'],
    ["Katrine's parcel is late", "<PERSON>'s parcel is late"],
    ['my name is yusuf hernandez', 'my name is <PERSON>'],
    ['please tell esteban rodriguez that it works', 'please tell <PERSON> that it works'],
    ['{"first_name": "Grace", "last_name": "Hill"}', '{"first_name": "<PERSON>", "last_name": "<PERSON>"}'],
    ['user olga_petrov_4711 is locked', 'user <PERSON> is locked'],
  ])('%j becomes %j', (text, expected) => {
    expect(shown(text)).toBe(expected)
  })
})

describe('places and addresses', () => {
  it.each([
    ['We moved here from Tromsø.', 'We moved here from <LOCATION>.'],
    ['the flight to New York was full', 'the flight to <LOCATION> was full'],
    ['I live in Springfield, IL 62704', 'I live in <LOCATION>'],
    ['i live in vancouver now', 'i live in <LOCATION> now'],
    ['She flew to MOSS yesterday', 'She flew to <LOCATION> yesterday'],
    ['Send it to 221 Hickory Lane, Apt. 5', 'Send it to <STREET_ADDRESS>'],
    ['ship to 12 Lindenstraße', 'ship to <STREET_ADDRESS>'],
    ['deliver to Ringgata 14 please', 'deliver to <STREET_ADDRESS> please'],
    ['PSC 4821, Box 77\nAPO AE 09021', '<STREET_ADDRESS>'],
    ['my zip code is 90210', 'my zip code is <ZIP_CODE>'],
    ['{"city": "Reading", "zip": "19601"}', '{"city": "<LOCATION>", "zip": "<ZIP_CODE>"}'],
    ['born on 14 March 1982', 'born on <DATE_OF_BIRTH>'],
  ])('%j becomes %j', (text, expected) => {
    expect(shown(text)).toBe(expected)
  })
})

describe('organisations', () => {
  it.each([
    ['I work for Bluewater Analytics', 'I work for <ORGANIZATION>'],
    ['an invoice of Kestrel Systems Inc. came', 'an invoice of <ORGANIZATION> came'],
    ['He is at Weyland Yutani Corp', 'He is at <ORGANIZATION>'],
    ['we hired Owens, Duran and Oneal for it', 'we hired <ORGANIZATION> for it'],
  ])('%j becomes %j', (text, expected) => {
    expect(shown(text)).toBe(expected)
  })
})

describe('what stays', () => {
  it.each([
    'Will you mark the order as urgent, may I ask?',
    'Click Save, then Account Settings.',
    'In March and April the price of the T-Shirt rose on Mondays',
    'the HTTP API returns JSON with an HMAC and a SKU',
    'What is the capital gains tax?',
    'Deploy Kubernetes on Ubuntu with PostgreSQL',
    'PLEASE HELP ME CANCEL THE ORDER NOW',
    'import numpy_array from foo.bar and call np.linalg',
    'I need a new card for my trip in May',
    'a 4 star hotel with a 2 way trip and 3 place settings',
    'Order #4411 has 2 items: Desk Lamp and Mechanical Keyboard.',
    '{"name": "get_order", "type": "object", "address": {"type": "string"}}',
    'Thanks, bye. Hi! Hello. Hiii. Plz help',
  ])('%j', text => {
    expect(shown(text)).toBe(text)
  })
})

describe('adversarial spellings', () => {
  it.each([
    ['a zero-width space', `I am Katr${zeroWidth}ine Vandersteen`, 'I am <PERSON>'],
    ['a soft hyphen', 'I am Kat\u00adrine Vandersteen', 'I am <PERSON>'],
    ['Cyrillic look-alikes', 'I am Kаtrinе Vandersteen', 'I am <PERSON>'],
    ['full-width letters', 'I am Ｋatrine Vandersteen', 'I am <PERSON>'],
    ['an emoji in front', '😀👍 I am Katrine Vandersteen', '😀👍 I am <PERSON>'],
  ])('%s', (_, text, expected) => {
    expect(shown(text)).toBe(expected)
  })
})

describe('the texts of one trace', () => {
  const together = (...texts: readonly string[]) =>
    create()
      .together(texts.map(text => ({ text })))
      .map(shortened)

  it('a name that was introduced once is found where nothing announces it', () => {
    expect(together('My name is Xilomen Quarvath.', 'so quarvath wants a refund')).toEqual([
      'My name is <PERSON>.',
      'so <PERSON> wants a refund',
    ])
  })

  it('parts of a name that are English words are left alone', () => {
    expect(together('I am Katrine Baker', 'the baker opens at nine')[1]).toBe('the baker opens at nine')
  })

  it('the letters of a name inside an identifier say nothing', () => {
    expect(together('My name is Xilomen Quarvath.', 'id quarvath_77')[1]).toBe('id quarvath_77')
  })
})

describe('hostile input', () => {
  it.each([
    'A',
    'Ann ',
    'Ann A. ',
    'Ann, ',
    'Ann-',
    '1 Ann ',
    '1 Ann Street ',
    'Apt. 5 ',
    'Apt ',
    'Rue de ',
    'de ',
    'New ',
    'Mr. ',
    'name is ',
    'my name ',
    'work at ',
    'IN ',
    'Inc. ',
    '"city":"',
    '"city": "x',
    'born on 1',
    'zip ',
    'PSC 1, Box 1 ',
    'ann_li_',
    'ann.li.',
    '’',
    'Ö',
    '\n',
    'Owens, Duran and ',
  ])('a hundred thousand letters of %j end', unit => {
    const text = unit.repeat(Math.ceil(100_000 / unit.length))
    expect(namesDetector.detect(text).length).toBeGreaterThanOrEqual(0)
  })
})
