/** A JSON value whose strings are `T`: plain `string` before redaction, `RedactedText` after it. */
export type JsonOf<T extends string> =
  | T
  | number
  | boolean
  | null
  | readonly JsonOf<T>[]
  | { readonly [key: string]: JsonOf<T> }

export type JsonValue = JsonOf<string>

export type JsonObject = { readonly [key: string]: JsonValue }
