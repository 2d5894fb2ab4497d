export type Effect = {
  /** `not-yet`: accepted and kept, but nothing reads it in this version; giving it is a warning. */
  readonly status: 'effective' | 'not-yet'
  /** The observable thing that changes with the key. */
  readonly controls: string
}

/** What each key changes, by its dotted path in the file. */
export type Effects = { readonly [path: string]: Effect }

/** The entry of a key that this version obeys. */
export function effective(controls: string): Effect {
  return { status: 'effective', controls }
}
