import { hash } from 'node:crypto'

/**
 * Permanent random number of a trace: uniform on [0, 1), a function of the three names alone. The first
 * six bytes, big-endian, of SHA-256 of `seed|stratumId|traceId`, over 2^48.
 *
 * Taking the smallest numbers of a stratum is a simple random sample without replacement that does not
 * depend on the order of the input, and that grows by keeping what it had. The number belongs to the
 * stratum and never to a finer cell: cells come and go with the size of the sample, numbers stay.
 *
 * @see Ohlsson 1995, "Coordination of samples using permanent random numbers".
 */
export function permanentRandomNumber(seed: string, stratumId: string, traceId: string): number {
  return uniformOf(`${seed}|${stratumId}|${traceId}`)
}

/**
 * Offset of a cell in the judging order, uniform on [0, 1), a function of seed and cell. Its hash
 * starts with a name of its own, so that it is independent of every trace's number.
 */
export function judgingOffset(seed: string, cellId: string): number {
  return uniformOf(`tidegate/judging-order/1|${seed}|${cellId}`)
}

/**
 * Rank of a trace within its session, uniform on [0, 1) and independent of its permanent random number:
 * the number decides whether a trace is drawn, the rank which of a session's drawn traces stay.
 */
export function sessionRank(seed: string, traceId: string): number {
  return uniformOf(`tidegate/session/1|${seed}|${traceId}`)
}

// Twelve hex digits are the first six bytes; the one-shot hash to hex is the fastest Node has.
function uniformOf(text: string): number {
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, 12), 16) / 2 ** 48
}
