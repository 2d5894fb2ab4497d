/**
 * A vector as the OpenAI embeddings API sends it: base64 of little-endian single-precision numbers, or a list of
 * numbers. Undefined when it is neither.
 */
export function decodeEmbedding(value: unknown): Float32Array | undefined {
  if (typeof value === 'string') return decodeBase64(value)
  if (!Array.isArray(value) || !value.every(each => typeof each === 'number')) return undefined
  return Float32Array.from(value)
}

function decodeBase64(text: string): Float32Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.byteLength === 0 || bytes.byteLength % 4 !== 0) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, index) => view.getFloat32(index * 4, true))
}
