import { createHash } from 'node:crypto'
import type { Detector, Span } from '../detector.ts'
import { matchesIn } from '../matches-in.ts'

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const BITCOIN = /(?<![A-Za-z0-9])[13][1-9A-HJ-NP-Za-km-z]{25,34}(?![A-Za-z0-9])/g
const SEGWIT = /(?<![A-Za-z0-9])(?:bc|tb)1[02-9ac-hj-np-z]{11,71}(?![A-Za-z0-9])/gi
const ETHEREUM = /(?<![A-Za-z0-9])0x[0-9a-f]{40}(?![A-Za-z0-9])/gi

/** Bitcoin addresses (Base58Check, and Bech32 of BIP 173 and 350) and Ethereum addresses. */
export const cryptoWalletDetector: Detector = { name: 'crypto-wallet', detect: detectWallets }

function detectWallets(text: string): readonly Span[] {
  if (!/\d[0-9A-Za-z]{13}/.test(text)) return []
  return [
    ...spansOf(text, BITCOIN, isBase58Check),
    ...spansOf(text, SEGWIT, isBech32),
    ...spansOf(text, ETHEREUM, () => true),
  ]
}

function spansOf(text: string, pattern: RegExp, isValid: (value: string) => boolean): readonly Span[] {
  return matchesIn(text, pattern).flatMap(match =>
    isValid(match[0])
      ? [{ start: match.index, end: match.index + match[0].length, entity: 'CRYPTO' as const }]
      : [],
  )
}

function isBase58Check(value: string): boolean {
  let number = 0n
  for (const character of value) number = number * 58n + BigInt(BASE58.indexOf(character))
  const bytes = Buffer.from(number.toString(16).padStart(50, '0'), 'hex')
  if (bytes.length !== 25) return false
  const once = createHash('sha256').update(bytes.subarray(0, 21)).digest()
  const twice = createHash('sha256').update(once).digest()
  return twice.subarray(0, 4).equals(bytes.subarray(21))
}

/** BIP 173: the polymod of prefix and data is 1, or 0x2bc830a3 for BIP 350. */
function isBech32(value: string): boolean {
  const lower = value.toLowerCase()
  if (value !== lower && value !== value.toUpperCase()) return false
  const prefix = Array.from(lower.slice(0, 2), character => character.charCodeAt(0))
  const data = Array.from(lower.slice(3), character => BECH32.indexOf(character))
  let check = 1
  for (const part of [...prefix.map(code => code >> 5), 0, ...prefix.map(code => code & 31), ...data]) {
    check = polymodStep(check, part)
  }
  return check === 1 || check === 0x2bc830a3
}

const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

function polymodStep(check: number, part: number): number {
  const top = check >>> 25
  return GENERATOR.reduce(
    (sum, generator, bit) => ((top >> bit) & 1 ? sum ^ generator : sum),
    ((check & 0x1ffffff) << 5) ^ part,
  )
}
