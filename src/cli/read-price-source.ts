import { readFile, stat } from 'node:fs/promises'
import { ConfigError } from '../errors/config-error.ts'
import { createGuardedFetch, type Fetch } from '../models/egress/guarded-fetch.ts'

const MOST_BYTES = 64 * 1024 * 1024

/**
 * The text of a price list: a file, or an https address.
 *
 * @param fetchOf - the way out to an origin; tests hand in their own.
 * @throws {ConfigError} when there is no such file, or the address is not https or does not answer with the list.
 */
export async function readPriceSource(
  source: string,
  fetchOf: (baseUrl: string) => Fetch = baseUrl =>
    createGuardedFetch({ provider: 'the price list', baseUrl, maxResponseBytes: MOST_BYTES }),
): Promise<string> {
  return /^[a-z][a-z+.-]+:\/\//i.test(source) ? readUrl(source, fetchOf) : readLocal(source)
}

async function readUrl(source: string, fetchOf: (baseUrl: string) => Fetch): Promise<string> {
  const url = URL.parse(source)
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    throw refused(source, 'an https address without user name and password, or a file')
  }
  const response = await fetchOf(url.origin)(url)
  if (response.status === 200) return await response.text()
  throw refused(source, `the list at ${url.origin}${url.pathname}`, `status ${response.status}`)
}

async function readLocal(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > MOST_BYTES) throw refused(path, `at most ${MOST_BYTES} bytes in ${path}`, `${size}`)
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw cause
    throw refused(path, `a readable file ${path}`, code)
  }
}

/** Of an address no more than its origin and path are told: the rest may hold a key. */
function refused(source: string, expected: string, found?: string): ConfigError {
  const url = URL.parse(source)
  const name = url === null ? source : `${url.protocol}//${url.host}${url.pathname}`
  return new ConfigError(`Expected ${expected}, found ${found ?? name}`, {
    path: name,
    hint: 'download the list and name the file',
  })
}
