import type { z } from 'zod'
import type { configSchema } from '../config/schema.ts'

type File = z.input<typeof configSchema>

type Candidate = string | File['candidate']

/** A config as a file holds it (docs/config.md), with a path in the place of a `source` or candidate block. */
export type ConfigInput = Omit<File, 'source' | 'candidate' | 'candidates'> & {
  readonly source?: string | File['source']
  readonly candidate?: Candidate
  readonly candidates?: { readonly [name: string]: Candidate }
}

/** `config` itself, checked and completed by an editor while it is written. */
export function defineConfig<const T extends ConfigInput>(config: T): T {
  return config
}
