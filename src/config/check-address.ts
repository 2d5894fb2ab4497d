import { KEY_VARIABLES } from './model-family.ts'

/** Where a provider's own key may go. */
const KEY_ORIGINS: { readonly [variable: string]: string } = {
  [KEY_VARIABLES.anthropic]: 'https://api.anthropic.com',
  [KEY_VARIABLES.google]: 'https://generativelanguage.googleapis.com',
  [KEY_VARIABLES.openai]: 'https://api.openai.com',
}

const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** A key of a block, with what is wrong with it. */
export type AddressProblem<Key extends string> = readonly [key: Key | 'api_key_env', message: string]

/**
 * What is wrong with the address of a server and the key it is given: no scheme but https (http on this machine or in
 * a private network), nothing secret inside, and no provider's key for another origin.
 *
 * @param key - the config key that holds the address.
 */
export function addressProblems<Key extends string>(
  key: Key,
  address: string,
  server: {
    readonly api_key_env?: string | undefined
    readonly allow_private_network?: boolean | undefined
  },
): readonly AddressProblem<Key>[] {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return [[key, 'expected an address that begins with https:// or http://']]
  }
  const problems: AddressProblem<Key>[] = []
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    problems.push([
      key,
      'expected an address without user name, password, `?` or `#`; a key goes into `api_key_env`',
    ])
  }
  const isLoopback = LOOPBACK_HOST.test(url.hostname)
  if (url.protocol === 'http:' && !isLoopback && server.allow_private_network !== true) {
    problems.push([
      key,
      'expected https: plain http is for this machine, or for a private network with `allow_private_network: true`',
    ])
  }
  const origin = KEY_ORIGINS[server.api_key_env ?? '']
  if (origin !== undefined && url.origin !== origin) {
    problems.push([
      'api_key_env',
      `\`${server.api_key_env}\` is for ${origin} alone; give this server a variable of its own`,
    ])
  }
  return problems
}
