/** One thing that was looked at. */
export type Finding = {
  readonly what: string
  /** `note`: something is missing that not every config needs; `problem`: a run would stop, or not be what it should. */
  readonly state: 'ok' | 'note' | 'problem'
  readonly says: string
}

/** A finding that all is well. */
export function fine(what: string, says: string): Finding {
  return { what, state: 'ok', says }
}

/** A finding that stops nothing. */
export function note(what: string, says: string): Finding {
  return { what, state: 'note', says }
}

/** A finding that has to be mended. */
export function problem(what: string, says: string): Finding {
  return { what, state: 'problem', says }
}
