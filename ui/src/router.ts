import { useEffect, useState } from 'preact/hooks'

/** Where the reader is: the parts of the path after `#/`, decoded, and the query behind `?`. */
export type Place = { readonly parts: readonly string[]; readonly query: URLSearchParams }

/** The place an address names; a part that cannot be decoded stays as it is. */
export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  return {
    parts: path
      .split('/')
      .filter(part => part !== '')
      .map(decoded),
    query: new URLSearchParams(query),
  }
}

/** The address of a place, for `href`. */
export function addressOf(parts: readonly string[], query: Record<string, string | undefined> = {}): string {
  const given = Object.entries(query).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  )
  const search = new URLSearchParams(given).toString()
  return `#/${parts.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`
}

/** The place the address bar names, followed as it changes. */
export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const follow = () => setHash(location.hash)
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return parsePlace(hash)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
