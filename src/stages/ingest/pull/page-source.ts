import type { JsonValue } from '../../../records/json-value.ts'

/** Where a reading goes on: a word of the source's own that survives the process. */
export type PagePosition = string

export type PulledPage = {
  readonly rows: readonly JsonValue[]
  /** Undefined: this was the last. */
  readonly next: PagePosition | undefined
}

/** A server that gives what it has a page at a time. */
export interface PageSource {
  readonly first: PagePosition
  /** The page at a position: asked again it has the same rows, or later ones besides. */
  page(position: PagePosition): Promise<PulledPage>
}
