import { createHash } from 'node:crypto'

/**
 * Permanent random number of a trace: uniform on [0, 1), a function of the three names alone. The first
 * six bytes, big-endian, of SHA-256 of `seed|stratumId|traceId`, over 2^48.
 *
 * Taking the smallest numbers of a stratum is a simple random sample without replacement that does not
 * depend on the order of the input, and that grows by keeping what it had.
 *
 * @see Ohlsson 1995, "Coordination of samples using permanent random numbers".
 */
export function permanentRandomNumber(seed: string, stratumId: string, traceId: string): number {
  return uniformOf(`${seed}|${stratumId}|${traceId}`)
}

/**
 * Offset of a stratum in the judging order, uniform on [0, 1), a function of seed and stratum. Its hash
 * starts with a name of its own, so that it is independent of every trace's number.
 */
export function judgingOffset(seed: string, stratumId: string): number {
  return uniformOf(`tidegate/judging-order/1|${seed}|${stratumId}`)
}

function uniformOf(text: string): number {
  return createHash('sha256').update(text, 'utf8').digest().readUIntBE(0, 6) / 2 ** 48
}
