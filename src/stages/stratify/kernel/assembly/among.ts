import { offerInt16, worst } from './nearest'
import { int16Tile } from './tiles'
import { addressOf, float, float4, lowNorms, rowAddresses, scales, slacks, tileOut } from './view'

/** A bit more than 1: the test in front of a list must let pass whatever the list itself would take. */
const LOOSE: f32 = 1.0 + 1.0 / 65536.0

/** One position with four others, `dots` their integer products: only the one has a list. */
// @ts-ignore: decorator
@inline
function considerAmong(i: i32, j: i32, dots: v128): void {
  const product = f32x4.mul(
    f32x4.mul(float4(scales, j), f32x4.splat(2 * float(scales, i))),
    f32x4.convert_i32x4_s(dots),
  )
  const low = f32x4.sub(f32x4.add(float4(lowNorms, j), f32x4.splat(float(lowNorms, i))), product)
  const slack = f32x4.add(float4(slacks, j), f32x4.splat(float(slacks, i)))
  const reach = f32x4.add(f32x4.splat(float(worst, i)), f32x4.mul(slack, f32x4.splat(LOOSE)))
  const mask = i32x4.bitmask(f32x4.le(low, f32x4.mul(reach, reach)))
  if (mask != 0) offerAmong(i, j, low, mask)
}

function offerAmong(i: i32, j: i32, low: v128, mask: i32): void {
  v128.store(tileOut, low, 32)
  for (let lane = 0; lane < 4; lane++) {
    if ((mask & (1 << lane)) == 0) continue
    const square = <f64>load<f32>(tileOut + 32 + ((<usize>lane) << 2))
    const slack = <f64>float(slacks, i) + <f64>float(slacks, j + lane)
    offerInt16(i, j + lane, Math.sqrt(max<f64>(square, 0)) - slack)
  }
}

/** Offers every position of the second range to the lists of the first; the ranges have no position in common. */
export function amongInt16(iStart: i32, iEnd: i32, jStart: i32, jEnd: i32): void {
  for (let j = jStart; j < jEnd; j += 4) {
    const b0 = addressOf(rowAddresses, j)
    const b1 = addressOf(rowAddresses, j + 1)
    const b2 = addressOf(rowAddresses, j + 2)
    const b3 = addressOf(rowAddresses, j + 3)
    for (let i = iStart; i < iEnd; i += 2) {
      int16Tile(addressOf(rowAddresses, i), addressOf(rowAddresses, i + 1), b0, b1, b2, b3)
      const second = v128.load(tileOut, 16)
      considerAmong(i, j, v128.load(tileOut))
      considerAmong(i + 1, j, second)
    }
  }
}
