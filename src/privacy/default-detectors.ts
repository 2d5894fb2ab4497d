import type { Detector } from './detector.ts'
import { creditCardDetector } from './detectors/credit-card.ts'
import { cryptoWalletDetector } from './detectors/crypto-wallet.ts'
import { disguisedDetector } from './detectors/disguised.ts'
import { emailDetector } from './detectors/email.ts'
import { ibanDetector } from './detectors/iban.ts'
import { ipAddressDetector } from './detectors/ip-address.ts'
import { macAddressDetector } from './detectors/mac-address.ts'
import { namedSecretDetector } from './detectors/named-secret.ts'
import { phoneDetector } from './detectors/phone.ts'
import { secretDetector } from './detectors/secret.ts'
import { urlDetector } from './detectors/url.ts'
import { usSsnDetector } from './detectors/us-ssn.ts'

/** The pattern layer: everything that a format or a checksum gives away. Of equally long findings the earlier detector names the entity. */
export const defaultDetectors: readonly Detector[] = [
  emailDetector,
  creditCardDetector,
  ibanDetector,
  usSsnDetector,
  secretDetector,
  namedSecretDetector,
  cryptoWalletDetector,
  ipAddressDetector,
  macAddressDetector,
  urlDetector,
  phoneDetector,
  disguisedDetector,
]
