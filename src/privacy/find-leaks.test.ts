import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { makeCanaries } from './canaries.ts'
import { defaultDetectors } from './default-detectors.ts'
import { createEgressGate } from './egress-gate.ts'
import { createLeakSearch } from './find-leaks.ts'
import { namesDetector } from './names/names-detector.ts'
import { createRedactText } from './redact-text.ts'

const VALUE = 'Rosalind Krankostein'
const CARD = '4539148803436467'

describe('createLeakSearch', () => {
  it.each([
    ['raw', `a ${VALUE} b`],
    ['lower case', 'a rosalind krankostein b'],
    ['upper case', 'ROSALIND KRANKOSTEIN'],
    ['without spaces', 'RosalindKrankostein'],
    ['grouped', '4539 1488 0343 6467'],
    ['base64', Buffer.from(VALUE).toString('base64')],
    ['base64', Buffer.from(`x${VALUE}yz`).toString('base64')],
    ['base64', Buffer.from(`xy${VALUE}z`).toString('base64')],
    ['hex', Buffer.from(VALUE).toString('hex')],
    ['percent', encodeURIComponent(VALUE)],
    ['percent', 'Rosalind+Krankostein'],
    ['UTF-16', Buffer.from(VALUE, 'utf16le')],
    ['UTF-16', Buffer.from(VALUE, 'utf16le').swap16()],
    ['raw in gzip', Buffer.concat([Buffer.from('junk'), gzipSync(`a ${VALUE}`), Buffer.from('junk')])],
    ['raw in gzip in gzip', gzipSync(gzipSync(VALUE))],
  ])('finds a value written as %s', (form, sink) => {
    const found = createLeakSearch([VALUE, CARD])(Buffer.from(sink as string))
    expect(found.map(leak => leak.form)).toContain(form)
  })

  it('finds nothing where nothing is', () => {
    const sink = Buffer.concat([
      Buffer.from('Rosalind Krankstein \x1f\x8b\x08 4539148803436468'),
      gzipSync('other'),
    ])
    expect(createLeakSearch([VALUE, CARD])(sink)).toEqual([])
  })
})

describe('makeCanaries', () => {
  it('makes people whose every value redaction finds and the gate knows', () => {
    for (let count = 0; count < 40; count += 1) {
      const { name, email, card, iban, key, phone } = makeCanaries(randomBytes)
      const redactText = createRedactText({
        detectors: [...defaultDetectors, namesDetector],
        tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
      })
      const said = `My name is ${name}, mail ${email}, call ${phone}, card ${card}, account ${iban}, key ${key}.`
      const redacted = redactText(said)
      expect([name, email, card, iban, key, phone].filter(value => redacted.includes(value))).toEqual([])
      expect(createEgressGate().check(said, 'file')).toEqual(['CREDIT_CARD', 'IBAN', 'SECRET'])
    }
  })
})
