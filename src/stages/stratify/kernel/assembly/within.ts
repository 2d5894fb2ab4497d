import { float64Tile, int16Tile } from './tiles'
import { addressOf, float, float4, lowNorms, rowAddresses, scales, slacks, tileOut } from './view'

/**
 * Finds the pairs of two small sets of positions that may be nearer than a bound. First `gather...` picks the positions
 * that can have such a pair at all, into arrays of this thread; then `emit...` goes through their pairs.
 */

/** Positions a side can hold. */
const SIDE: i32 = 64
/** Bytes of one array of a side: padded to a multiple of 4 positions. */
const STRIDE: usize = (<usize>SIDE + 8) * 4
/** Arrays of a side, in this order; the first is u32, `ID` is i32, the rest f32. */
const ADDRESS: usize = 0
const SCALE: usize = STRIDE
const LOW_NORM: usize = 2 * STRIDE
const SLACK: usize = 3 * STRIDE
/** What the side contributes to the bound of a pair: the larger of both sides' counts. */
const BOUND: usize = 4 * STRIDE
/** Pairs whose bound is not above this, for either end, are not wanted. */
const FLOOR: usize = 5 * STRIDE
/** Pairs surely nearer than this, for either end, are known already. */
const KNOWN: usize = 6 * STRIDE
const ID: usize = 7 * STRIDE
const SIDE_BYTES: usize = 8 * STRIDE

const NOTHING: f32 = -1e30
const FAR: f32 = 1e18

let scratch: usize = 0
/** f32 per position: the height between it and the position before. */
let gaps: usize = 0
let floors: usize = 0
let knowns: usize = 0
/** i32: what a position is called in the pairs that are written. */
let ids: usize = 0
/** Address of the row that is near nothing. */
let farRow: usize = 0
let pairs: usize = 0
let pairCount: i32 = 0

let leftCount: i32 = 0
let rightCount: i32 = 0

export function setWithin(
  scratchAt: usize,
  gapsAt: usize,
  floorsAt: usize,
  knownsAt: usize,
  idsAt: usize,
  farRowAt: usize,
  pairsAt: usize,
): void {
  scratch = scratchAt
  gaps = gapsAt
  floors = floorsAt
  knowns = knownsAt
  ids = idsAt
  farRow = farRowAt
  pairs = pairsAt
  pairCount = 0
}

export function clearPairs(): void {
  pairCount = 0
}

export function countPairs(): i32 {
  return pairCount
}

function put(side: usize, at: i32, position: i32, bound: f32, floor: f32, known: f32): void {
  const to = side + ((<usize>at) << 2)
  store<u32>(to + ADDRESS, <u32>addressOf(rowAddresses, position))
  store<f32>(to + SCALE, float(scales, position))
  store<f32>(to + LOW_NORM, float(lowNorms, position))
  store<f32>(to + SLACK, float(slacks, position))
  store<f32>(to + BOUND, bound)
  store<f32>(to + FLOOR, floor)
  store<f32>(to + KNOWN, known)
  store<i32>(to + ID, load<i32>(ids + ((<usize>position) << 2)))
}

/** Fills a side up to a multiple of 4 with rows near nothing. */
function pad(side: usize, count: i32): void {
  for (let at = count; at < ((count + 3) & ~3); at++) {
    const to = side + ((<usize>at) << 2)
    store<u32>(to + ADDRESS, <u32>farRow)
    store<f32>(to + SCALE, 0)
    store<f32>(to + LOW_NORM, f32.POSITIVE_INFINITY)
    store<f32>(to + SLACK, 0)
    store<f32>(to + BOUND, NOTHING)
    store<f32>(to + FLOOR, FAR)
    store<f32>(to + KNOWN, NOTHING)
    store<i32>(to + ID, -1)
  }
}

/**
 * Picks from positions p in [pStart, pEnd) and q in [qStart, qEnd), pEnd <= qStart, those with a pair whose bottleneck
 * lies above the floors, and returns how many pairs they make. The bottleneck of (p, q) is the largest gap between them: the largest from p to pEnd, from
 * pEnd to qStart inclusive (`between`) and from qStart to q.
 */
export function gatherBlocks(pStart: i32, pEnd: i32, qStart: i32, qEnd: i32, between: f32): i32 {
  let leftMost: f32 = NOTHING
  for (let p = pStart + 1; p < pEnd; p++) leftMost = max<f32>(leftMost, float(gaps, p))
  let rightMost: f32 = NOTHING
  for (let q = qStart + 1; q < qEnd; q++) rightMost = max<f32>(rightMost, float(gaps, q))
  leftCount = 0
  let bound = between
  for (let p = pEnd - 1; p >= pStart; p--) {
    if (p + 1 < pEnd) bound = max<f32>(bound, float(gaps, p + 1))
    if (max<f32>(bound, rightMost) <= float(floors, p)) continue
    put(scratch, leftCount++, p, bound, float(floors, p), float(knowns, p))
  }
  rightCount = 0
  if (leftCount == 0) return 0
  bound = between
  for (let q = qStart; q < qEnd; q++) {
    if (q > qStart) bound = max<f32>(bound, float(gaps, q))
    if (max<f32>(bound, leftMost) <= float(floors, q)) continue
    put(scratch + SIDE_BYTES, rightCount++, q, bound, float(floors, q), float(knowns, q))
  }
  pad(scratch, leftCount)
  pad(scratch + SIDE_BYTES, rightCount)
  return leftCount * rightCount
}

/**
 * All of [pStart, pEnd) with their own bounds (`gaps`) against all of [qStart, qEnd): nothing known, no
 * floor. Returns how many pairs that makes.
 */
export function gatherRanges(pStart: i32, pEnd: i32, qStart: i32, qEnd: i32): i32 {
  leftCount = 0
  for (let p = pStart; p < pEnd; p++) put(scratch, leftCount++, p, float(gaps, p), NOTHING, NOTHING)
  rightCount = 0
  for (let q = qStart; q < qEnd; q++)
    put(scratch + SIDE_BYTES, rightCount++, q, NOTHING, NOTHING, NOTHING)
  pad(scratch, leftCount)
  pad(scratch + SIDE_BYTES, rightCount)
  return leftCount * rightCount
}

// @ts-ignore: decorator
@inline
function emit(left: usize, right: usize): void {
  const to = pairs + ((<usize>pairCount) << 3)
  store<i32>(to, load<i32>(left + ID))
  store<i32>(to, load<i32>(right + ID), 4)
  pairCount++
}

/** One left position with four right ones, `dots` their integer products. */
// @ts-ignore: decorator
@inline
function considerInt16(left: usize, right: usize, dots: v128): void {
  const product = f32x4.mul(
    f32x4.mul(v128.load(right + SCALE), f32x4.splat(2 * load<f32>(left + SCALE))),
    f32x4.convert_i32x4_s(dots),
  )
  const low = f32x4.sub(
    f32x4.add(v128.load(right + LOW_NORM), f32x4.splat(load<f32>(left + LOW_NORM))),
    product,
  )
  const slack = f32x4.add(v128.load(right + SLACK), f32x4.splat(load<f32>(left + SLACK)))
  const bound = f32x4.max(v128.load(right + BOUND), f32x4.splat(load<f32>(left + BOUND)))
  const floor = f32x4.max(v128.load(right + FLOOR), f32x4.splat(load<f32>(left + FLOOR)))
  const reach = f32x4.add(bound, slack)
  const mask = i32x4.bitmask(
    v128.and(f32x4.le(low, f32x4.mul(reach, reach)), f32x4.gt(bound, floor)),
  )
  if (mask != 0) emitLanes(left, right, low, mask)
}

function emitLanes(left: usize, right: usize, low: v128, mask: i32): void {
  v128.store(tileOut, low, 32)
  for (let lane = 0; lane < 4; lane++) {
    if ((mask & (1 << lane)) == 0) continue
    const other = right + ((<usize>lane) << 2)
    const square = <f64>load<f32>(tileOut + 32 + ((<usize>lane) << 2))
    // `square` lies below the squared norms times 2^-20; twice that back, and a bit, is above what is true.
    const norms = <f64>load<f32>(left + LOW_NORM) + <f64>load<f32>(other + LOW_NORM)
    const slack = <f64>load<f32>(left + SLACK) + <f64>load<f32>(other + SLACK)
    const high = Math.sqrt(max<f64>(square, 0) + max<f64>(norms, 0) * 4e-6 + 1e-29) + slack
    if (high < <f64>max<f32>(load<f32>(left + KNOWN), load<f32>(other + KNOWN))) continue
    emit(left, other)
  }
}

/** Writes the gathered pairs that may be nearer than their bounds. */
export function emitInt16(): void {
  const right = scratch + SIDE_BYTES
  for (let j: usize = 0; j < <usize>rightCount; j += 4) {
    const to = right + (j << 2)
    const b0 = <usize>load<u32>(to)
    const b1 = <usize>load<u32>(to, 4)
    const b2 = <usize>load<u32>(to, 8)
    const b3 = <usize>load<u32>(to, 12)
    for (let i: usize = 0; i < <usize>leftCount; i += 2) {
      const from = scratch + (i << 2)
      int16Tile(<usize>load<u32>(from), <usize>load<u32>(from, 4), b0, b1, b2, b3)
      const second = v128.load(tileOut, 16)
      considerInt16(from, to, v128.load(tileOut))
      considerInt16(from + 4, to, second)
    }
  }
}

// @ts-ignore: decorator
@inline
function considerFloat64(left: usize, right: usize, squared: f64): void {
  const bound = <f64>max<f32>(load<f32>(left + BOUND), load<f32>(right + BOUND))
  if (!(squared <= bound * bound)) return
  if (bound <= <f64>max<f32>(load<f32>(left + FLOOR), load<f32>(right + FLOOR))) return
  const known = <f64>max<f32>(load<f32>(left + KNOWN), load<f32>(right + KNOWN))
  if (Math.sqrt(squared) >= known) emit(left, right)
}

/** As `emitInt16`, with exact distances. */
export function emitFloat64(): void {
  const right = scratch + SIDE_BYTES
  for (let j: usize = 0; j < <usize>rightCount; j += 2) {
    const to = right + (j << 2)
    const b0 = <usize>load<u32>(to)
    const b1 = <usize>load<u32>(to, 4)
    for (let i: usize = 0; i < <usize>leftCount; i += 2) {
      const from = scratch + (i << 2)
      float64Tile(<usize>load<u32>(from), <usize>load<u32>(from, 4), b0, b1)
      considerFloat64(from, to, load<f64>(tileOut))
      considerFloat64(from, to + 4, load<f64>(tileOut, 8))
      considerFloat64(from + 4, to, load<f64>(tileOut, 16))
      considerFloat64(from + 4, to + 4, load<f64>(tileOut, 24))
    }
  }
}
