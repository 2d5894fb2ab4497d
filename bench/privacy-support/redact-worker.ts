/** Redacts the texts it is given, over and over, and answers with megabytes per second on the wall. */
import { parentPort, workerData } from 'node:worker_threads'
import { defaultDetectors } from '../../src/privacy/default-detectors.ts'
import { namesDetector } from '../../src/privacy/names/names-detector.ts'
import { createRedactText } from '../../src/privacy/redact-text.ts'
import { createClock } from '../machine.ts'

const ROUNDS = 3

const texts = workerData as readonly string[]
const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6
const redactAll = (): void => {
  const redactText = createRedactText({
    detectors: [...defaultDetectors, namesDetector],
    tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
  })
  for (const text of texts) redactText(text)
}
redactAll()
const clock = createClock()
for (let round = 0; round < ROUNDS; round += 1) redactAll()
parentPort?.postMessage((megabytes * ROUNDS) / clock().seconds)
