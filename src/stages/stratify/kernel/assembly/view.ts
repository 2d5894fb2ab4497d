/**
 * The points the loops run over, by position: which points and in what order is the caller's choice. All arrays are
 * padded to a multiple of 8 positions; padding points to a row that is near nothing.
 */

/** u32: address of the row. */
export let rowAddresses: usize = 0
/** f32: row = scale x integers (int16 rows only). */
export let scales: usize = 0
/** f32: squared norm of scale x integers, less what rounding may add (int16 rows only). */
export let lowNorms: usize = 0
/** f32: length of what quantisation left out (int16 rows only). */
export let slacks: usize = 0
/** i32: pairs with equal labels are passed over; 0 when there are none. */
export let labels: usize = 0
/** Bytes of a row. */
export let rowBytes: usize = 0
/** 64 bytes of this thread for what a tile hands on. */
export let tileOut: usize = 0

export function setView(
  rowAddressesAt: usize,
  scalesAt: usize,
  lowNormsAt: usize,
  slacksAt: usize,
  labelsAt: usize,
  bytesOfRow: usize,
  tileOutAt: usize,
): void {
  rowAddresses = rowAddressesAt
  scales = scalesAt
  lowNorms = lowNormsAt
  slacks = slacksAt
  labels = labelsAt
  rowBytes = bytesOfRow
  tileOut = tileOutAt
}

// @ts-ignore: decorator
@inline
export function addressOf(addresses: usize, position: i32): usize {
  return <usize>load<u32>(addresses + ((<usize>position) << 2))
}

// @ts-ignore: decorator
@inline
export function float(array: usize, position: i32): f32 {
  return load<f32>(array + ((<usize>position) << 2))
}

// @ts-ignore: decorator
@inline
export function float4(array: usize, position: i32): v128 {
  return v128.load(array + ((<usize>position) << 2))
}
