/** What the parent sends to an encoder process: texts to turn into vectors. `id` comes back with the answer. */
export type EncodeRequest = { readonly id: number; readonly texts: readonly string[] }

/**
 * What an encoder process answers. `ready`: the model is loaded. `encoded`: the vectors of one request, row-major,
 * in the order of its texts. `failed`: the process gives up; `code` is an error's name or code, never its message,
 * which could quote text.
 */
export type EncodeReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'encoded'; readonly id: number; readonly vectors: Float32Array }
  | {
      readonly kind: 'failed'
      readonly during: 'load' | 'encode'
      readonly reason: 'not-installed' | 'wrong-version' | 'error'
      readonly code: string
    }
