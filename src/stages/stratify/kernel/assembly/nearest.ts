import { float64Tile, int16Tile } from './tiles'
import { addressOf, float, float4, labels, lowNorms, rowAddresses, scales, slacks, tileOut } from './view'

/** Entries of a list. */
let listLength: i32 = 0
/** f64, `listLength` per position, ascending: squared distances (f64 rows) or lower bounds of distances (int16 rows). */
let keys: usize = 0
/** i32: the positions these belong to. */
let others: usize = 0
/** Per position the key that must be beaten: f32, rounded up (int16 rows), or f64 (f64 rows). */
export let worst: usize = 0

/** A bit more than 1: the test in front of a list must let pass whatever the list itself would take. */
const LOOSE: f32 = 1.0 + 1.0 / 65536.0
/** Stands for infinity, with room for its square. */
const FAR: f32 = 1e18

export function setLists(length: i32, keysAt: usize, othersAt: usize, worstAt: usize): void {
  listLength = length
  keys = keysAt
  others = othersAt
  worst = worstAt
}

export function clearLists(positions: i32, isInt16: bool): void {
  const entries = positions * listLength
  for (let at = 0; at < entries; at++) {
    store<f64>(keys + ((<usize>at) << 3), f64.POSITIVE_INFINITY)
    store<i32>(others + ((<usize>at) << 2), i32.MAX_VALUE)
  }
  for (let position = 0; position < positions; position++) {
    if (isInt16) store<f32>(worst + ((<usize>position) << 2), FAR)
    else store<f64>(worst + ((<usize>position) << 3), f64.MAX_VALUE)
  }
}

// @ts-ignore: decorator
@inline
function isNearer(key: f64, other: i32, at: i32): bool {
  const present = load<f64>(keys + ((<usize>at) << 3))
  return key < present || (key == present && other < load<i32>(others + ((<usize>at) << 2)))
}

/** Puts `other` into the sorted list of `position` when it belongs there; true when it did. */
function offer(position: i32, other: i32, key: f64): bool {
  const start = position * listLength
  let at = start + listLength - 1
  if (!isNearer(key, other, at)) return false
  for (; at > start && isNearer(key, other, at - 1); at--) {
    store<f64>(keys + ((<usize>at) << 3), load<f64>(keys + ((<usize>(at - 1)) << 3)))
    store<i32>(others + ((<usize>at) << 2), load<i32>(others + ((<usize>(at - 1)) << 2)))
  }
  store<f64>(keys + ((<usize>at) << 3), key)
  store<i32>(others + ((<usize>at) << 2), other)
  return true
}

// @ts-ignore: decorator
@inline
function lastKey(position: i32): f64 {
  return load<f64>(keys + ((<usize>(position * listLength + listLength - 1)) << 3))
}

export function offerInt16(position: i32, other: i32, key: f64): void {
  if (!offer(position, other, key)) return
  const last = lastKey(position)
  if (last == f64.POSITIVE_INFINITY) return
  store<f32>(worst + ((<usize>position) << 2), <f32>(last + abs<f64>(last) * 0.00001))
}

// @ts-ignore: decorator
@inline
function areToldApart(a: i32, b: i32): bool {
  return (
    labels == 0 || load<i32>(labels + ((<usize>a) << 2)) != load<i32>(labels + ((<usize>b) << 2))
  )
}

/** One position with four others, `dots` their integer products. */
// @ts-ignore: decorator
@inline
function considerInt16(i: i32, j: i32, dots: v128): void {
  const product = f32x4.mul(
    f32x4.mul(float4(scales, j), f32x4.splat(2 * float(scales, i))),
    f32x4.convert_i32x4_s(dots),
  )
  const low = f32x4.sub(f32x4.add(float4(lowNorms, j), f32x4.splat(float(lowNorms, i))), product)
  const slack = f32x4.add(float4(slacks, j), f32x4.splat(float(slacks, i)))
  const toBeat = f32x4.max(float4(worst, j), f32x4.splat(float(worst, i)))
  const reach = f32x4.add(toBeat, f32x4.mul(slack, f32x4.splat(LOOSE)))
  const mask = i32x4.bitmask(f32x4.le(low, f32x4.mul(reach, reach)))
  if (mask != 0) offerLanes(i, j, low, mask)
}

function offerLanes(i: i32, j: i32, low: v128, mask: i32): void {
  v128.store(tileOut, low, 32)
  for (let lane = 0; lane < 4; lane++) {
    const other = j + lane
    if ((mask & (1 << lane)) == 0 || other <= i || !areToldApart(i, other)) continue
    const square = <f64>load<f32>(tileOut + 32 + ((<usize>lane) << 2))
    const slack = <f64>float(slacks, i) + <f64>float(slacks, other)
    const key = Math.sqrt(max<f64>(square, 0)) - slack
    offerInt16(i, other, key)
    offerInt16(other, i, key)
  }
}

/** Offers every pair i < j of the two ranges of positions to both lists. */
export function nearestInt16(iStart: i32, iEnd: i32, jStart: i32, jEnd: i32): void {
  for (let j = jStart; j < jEnd; j += 4) {
    const b0 = addressOf(rowAddresses, j)
    const b1 = addressOf(rowAddresses, j + 1)
    const b2 = addressOf(rowAddresses, j + 2)
    const b3 = addressOf(rowAddresses, j + 3)
    const end = min(iEnd, j + 4)
    for (let i = iStart; i < end; i += 2) {
      int16Tile(addressOf(rowAddresses, i), addressOf(rowAddresses, i + 1), b0, b1, b2, b3)
      const second = v128.load(tileOut, 16)
      considerInt16(i, j, v128.load(tileOut))
      considerInt16(i + 1, j, second)
    }
  }
}

function offerFloat64(position: i32, other: i32, key: f64): void {
  if (!offer(position, other, key)) return
  const last = lastKey(position)
  // Finite until the list is full, so that padding, which is infinitely far, never enters.
  if (last != f64.POSITIVE_INFINITY) store<f64>(worst + ((<usize>position) << 3), last)
}

// @ts-ignore: decorator
@inline
function considerFloat64(i: i32, j: i32, squared: f64): void {
  const toBeat = max<f64>(
    load<f64>(worst + ((<usize>i) << 3)),
    load<f64>(worst + ((<usize>j) << 3)),
  )
  if (squared <= toBeat && j > i && areToldApart(i, j)) {
    offerFloat64(i, j, squared)
    offerFloat64(j, i, squared)
  }
}

/** As `nearestInt16`, exact: keys are squared distances. */
export function nearestFloat64(iStart: i32, iEnd: i32, jStart: i32, jEnd: i32): void {
  for (let j = jStart; j < jEnd; j += 2) {
    const b0 = addressOf(rowAddresses, j)
    const b1 = addressOf(rowAddresses, j + 1)
    const end = min(iEnd, j + 2)
    for (let i = iStart; i < end; i += 2) {
      float64Tile(addressOf(rowAddresses, i), addressOf(rowAddresses, i + 1), b0, b1)
      considerFloat64(i, j, load<f64>(tileOut))
      considerFloat64(i, j + 1, load<f64>(tileOut, 8))
      considerFloat64(i + 1, j, load<f64>(tileOut, 16))
      considerFloat64(i + 1, j + 1, load<f64>(tileOut, 24))
    }
  }
}
