import { readFileSync } from 'node:fs'
import { ConfigError } from '../../errors/config-error.ts'
import type { Config, TraceFilesConfig } from '../config.ts'
import { type LoadedConfig, loadConfig } from '../load-config.ts'

/** The article's template with its indentation restored. */
export const ARTICLE_TEMPLATE = readFileSync(new URL('article-template.yaml', import.meta.url), 'utf8')

/** Loads a text as `/project/config/tidegate.yaml`, named so in messages, from the working directory `/project`. */
export function loadText(
  text: string | Uint8Array,
  env: { readonly [name: string]: string | undefined } = {},
): Promise<LoadedConfig> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return loadConfig('config/tidegate.yaml', { readFile: async () => bytes, env, cwd: '/project' })
}

/** The error a text is refused with; fails when it is accepted. */
export async function refusal(
  text: string | Uint8Array,
  env: { readonly [name: string]: string | undefined } = {},
): Promise<ConfigError> {
  const result = await loadText(text, env).catch((error: unknown) => error)
  if (result instanceof ConfigError) return result
  throw new Error('the config was accepted', { cause: result })
}

/** The recorded traces of a config's candidate. */
export function recordedOf({ candidate }: Pick<Config, 'candidate'>): TraceFilesConfig | undefined {
  return candidate?.kind === 'recorded' ? candidate.recorded : undefined
}
