import type { Entity } from './entity.ts'

/** One finding: UTF-16 offsets into the text the detector was given, `end` exclusive. */
export type Span = { readonly start: number; readonly end: number; readonly entity: Entity }

/**
 * Finds one kind of personal data. It is given the normalised copy of a text, in which everything that
 * separates (and every token of an earlier redaction) is a line feed at the latest, so a finding that
 * crosses no line feed crosses no token. Must take time linear in the length of the text.
 */
export interface Detector {
  readonly name: string
  detect(text: string): readonly Span[]
}
