import { describe, expect, it } from 'vitest'
import { defaultDetectors } from './default-detectors.ts'
import { createRedactText } from './redact-text.ts'

/** The text with every token shortened to its entity, so that a case fits a line. */
function shown(text: string): string {
  const redactText = createRedactText({
    detectors: defaultDetectors,
    tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
  })
  return redactText(text).replace(/<([A-Z_]+)_k1_[0-9A-F]{8}>/g, '<$1>')
}

const zeroWidth = '\u200b'

describe('what is redacted', () => {
  it.each([
    ['Mail anna.li+x@mail.example.co.uk, please', 'Mail <EMAIL>, please'],
    ["from='bob@example.com'", "from='<EMAIL>'"],
    ["write to o'brien@example.org.", 'write to <EMAIL>.'],
    ['{"text":"hello\\nzoe@example.com\\u0021"}', '{"text":"hello\\n<EMAIL>\\u0021"}'],
    ['jörg@müller.example', '<EMAIL>'],
    ['pay with 4111 1111 1111 1111 today', 'pay with <CREDIT_CARD> today'],
    ['amex 3782-822463-10005', 'amex <CREDIT_CARD>'],
    ['6304000000000000', '<CREDIT_CARD>'],
    ['order 12 4111111111111111 03/27', 'order 12 <CREDIT_CARD> 03/27'],
    ['{"card": 4111111111111111, "n": 2}', '{"card": "<CREDIT_CARD>", "n": 2}'],
    ['{"note": "card: 4111111111111111, ok"}', '{"note": "card: <CREDIT_CARD>, ok"}'],
    ['IBAN gb82 west 1234 5698 7654 32 thanks', 'IBAN <IBAN> thanks'],
    ['DE89370400440532013000', '<IBAN>'],
    ['ssn 078-05-1120', 'ssn <US_SSN>'],
    ['my social security number is 078051120', 'my social security number is <US_SSN>'],
    ['call +44 20 7946 0958 2024-05-14', 'call <PHONE> 2024-05-14'],
    ['(415) 555-2671 or 415.555.2671', '<PHONE> or <PHONE>'],
    ['(415-555-2671)', '(<PHONE>)'],
    ['ring 020 7946 0958.', 'ring <PHONE>.'],
    ['020 7946 0958', '<PHONE>'],
    ['my phone is 4155552671', 'my phone is <PHONE>'],
    ['{"phone_number": "4155552671"}', '{"phone_number": "<PHONE>"}'],
    ['tel:5552671, fax 555 2672', 'tel:<PHONE>, fax <PHONE>'],
    ['415-555-2671 x44', '<PHONE>'],
    ['from 203.0.113.9:8080', 'from <IP>:8080'],
    ['at 2001:db8::8a2e:370:7334.', 'at <IP>.'],
    ['::ffff:203.0.113.9', '<IP>'],
    ['02:42:ac:11:00:02', '<MAC>'],
    ['see https://example.com/a?token=1 (or www.example.org).', 'see <URL> (or <URL>).'],
    ['postgres://admin:hunter2@db.internal/main', '<URL>'],
    ['https:\\/\\/example.com\\/a', '<URL>'],
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '<CRYPTO>'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', '<CRYPTO>'],
    ['0x52908400098527886E0F7030069857D2E4169EE7', '<CRYPTO>'],
    ['key sk-ant-api03-AAAAbbbbCCCCdddd', 'key <SECRET>'],
    ['AKIAIOSFODNN7EXAMPLE', '<SECRET>'],
    ['Authorization: Bearer 8f7d2b1c9e0a4f6d8b3c', 'Authorization: Bearer <SECRET>'],
    ['password: hunter2!', 'password: <SECRET>!'],
    ['{"api_key":"q9Xz71LmPw02RtYu"}', '{"api_key":"<SECRET>"}'],
    ['hooks.slack.com/services/T0000/B0000/XXXXXXXX', '<SECRET>'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY----- x', '<SECRET> x'],
    ['-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEAx0123456789\ncut', '<SECRET>\ncut'],
  ])('%j becomes %j', (text, expected) => {
    expect(shown(text)).toBe(expected)
  })

  it('a JSON web token', () => {
    expect(shown('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P')).toBe(
      '<SECRET>',
    )
  })
})

describe('adversarial spellings', () => {
  it.each([
    ['zero-width space in an address', `jo${zeroWidth}hn@exam${zeroWidth}ple.com`, '<EMAIL>'],
    ['soft hyphens in a card', '4111\u00ad1111\u00ad1111\u00ad1111', '<CREDIT_CARD>'],
    ['full-width digits', '４１１１ １１１１ １１１１ １１１１', '<CREDIT_CARD>'],
    ['full-width at sign and dot', 'john＠example．com', '<EMAIL>'],
    ['Cyrillic look-alikes', 'jоhn@ехаmple.com', '<EMAIL>'],
    [
      'no-break spaces and en dashes',
      '415–555–2671 and 4111\u00a01111\u00a01111\u00a01111',
      '<PHONE> and <CREDIT_CARD>',
    ],
    ['mathematical letters', '𝐣𝐨𝐡𝐧@𝐞𝐱𝐚𝐦𝐩𝐥𝐞.com', '<EMAIL>'],
    ['escaped at sign in JSON', '"john\\u0040example.com"', '"<EMAIL>"'],
    ['emoji around', '😀john@example.com😀 👩‍👩‍👧 4111111111111111👍', '😀<EMAIL>😀 👩‍👩‍👧 <CREDIT_CARD>👍'],
    ['tag characters', 'john\u{e0041}@example.com', '<EMAIL>'],
    ['an address in words', 'write to john dot smith at acme dot com please', 'write to <EMAIL> please'],
    ['an address in brackets', 'john [at] acme [dot] org', '<EMAIL>'],
    ['an address backwards', 'my mail is moc.emca@nhoj', 'my mail is <EMAIL>'],
    ['digits in words', 'call five five five, two three oh nine', 'call <PHONE>'],
    [
      'a card in words',
      `${'four one one one '.repeat(1)}${'one one one one '.repeat(3)}ok`,
      '<CREDIT_CARD> ok',
    ],
    ['doubled digits', 'it is double five five two three oh nine', 'it is <PHONE>'],
  ])('%s', (_, text, expected) => {
    expect(shown(text)).toBe(expected)
  })
})

describe('what stays', () => {
  it.each([
    'order 12345678',
    'order #W4923227 with item 9523456873',
    'please call about order 4155552671',
    'version 10.0.19045.3693 and v1.2.3.4',
    'react@18.2.0',
    'at 12:30:45 on 2024-05-14, or 2024-05-14T10:20:02.193359',
    'from 01-02-2024 to 03.04.2025',
    'it costs $1,234,567.89 or 1234567 points',
    'id 550e8400-e29b-41d4-a716-446655440000',
    '4111111111111112',
    'score 0.4539578763621486',
    'tracking_id: 577338937201',
    'GB82WEST12345698765433',
    '000-12-3456 and 666-12-3456 and 912-34-5678',
    'std::vector and a::b and Foo::Bar',
    'password: required, password reset, your password is incorrect',
    'the api_key parameter, token: string',
    'sk-learn and risk-adjusted-return-on-capital',
    'timestamp 1722524982000',
    '[1, 2, 3] 2019 2020 2021 2022 2023',
    'ratio 16:9, 50%, 3 x 4 x 5',
    'credit_card_8897086',
    'one two three four five six seven eight nine',
    'meet me at noon at the shop dot matrix printer',
    'one or two of the three',
    '{"Smartphone": "1801728040", "Desk Lamp": "6817146515"}',
  ])('%j', text => {
    expect(shown(text)).toBe(text)
  })
})

describe('values cut over two texts', () => {
  const together = (...texts: readonly string[]) =>
    createRedactText({ detectors: defaultDetectors, tokenKey: { id: 'k1', bytes: new Uint8Array(32) } })
      .together(texts.map(text => ({ text })))
      .map(text => text.replace(/<([A-Z_]+)_k1_[0-9A-F]{8}>/g, '<$1>'))

  it.each([
    [
      ['my card is 4111 1111', '1111 1111 and thanks'],
      ['my card is <CREDIT_CARD>', '<CREDIT_CARD> and thanks'],
    ],
    [
      ['4111', '1111', '1111', '1111'],
      ['<CREDIT_CARD>', '<CREDIT_CARD>', '<CREDIT_CARD>', '<CREDIT_CARD>'],
    ],
    [
      ['it is ann@example', '.org, thanks'],
      ['it is <EMAIL>', '<EMAIL>, thanks'],
    ],
    [
      ['write to ann@', 'example.org'],
      ['write to <EMAIL>', '<EMAIL>'],
    ],
  ])('%j', (texts, expected) => {
    expect(together(...texts)).toEqual(expected)
  })

  it.each([
    [['order 4111 1111', '1111 1112']],
    [['2019', '2020', '2021', '2022']],
    [['see you @', 'noon']],
    [['it costs 12', '34 of them']],
  ])('%j stays', texts => {
    expect(together(...texts)).toEqual(texts)
  })
})

describe('hostile input', () => {
  // Each once took, or could take, quadratic time with a careless pattern; at a megabyte that is minutes.
  it.each([
    'a',
    '@',
    'a@',
    'a.',
    '1',
    '1 ',
    '1.',
    '(1',
    ':',
    'a:',
    '0:',
    'eyJ',
    'eyJaaaaaaaa.',
    'sk-',
    'password ',
    'token=',
    'http://',
    'a://',
    'www.',
    '-----BEGIN PRIVATE KEY-----',
    'GB82',
    'GB82 ',
    '0x',
    'bc1',
    '<EMAIL_k1_',
    '\\',
    '\\u0041',
    '[{"a":',
    'phone ',
    'ssn ',
    '00-',
    'é',
    '1234567, ',
    '[4111111111111111,',
    'ann@example.com ',
    '4155552671 phone ',
    'a at ',
    'a dot ',
    'a at a dot ',
    'five ',
    'double five ',
    'moc.a',
    'moc.a@',
  ])('a megabyte of %j ends', unit => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length))
    expect(shown(text).length).toBeGreaterThan(0)
  })
})
