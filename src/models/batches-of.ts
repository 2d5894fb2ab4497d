export type BatchLimits = {
  /** Texts in one batch. */
  readonly maxInputs: number
  /** Bytes of UTF-8 in one batch; a text alone may not exceed it. */
  readonly maxBytes: number
}

/** Indices into `texts`, cut into consecutive runs that keep to the limits; none is empty. */
export function batchesOf(texts: readonly string[], limits: BatchLimits): readonly (readonly number[])[] {
  const batches: number[][] = []
  let bytes = 0
  texts.forEach((text, index) => {
    const size = Buffer.byteLength(text)
    const batch = batches.at(-1)
    if (batch === undefined || batch.length >= limits.maxInputs || bytes + size > limits.maxBytes) {
      batches.push([index])
      bytes = size
    } else {
      batch.push(index)
      bytes += size
    }
  })
  return batches
}
