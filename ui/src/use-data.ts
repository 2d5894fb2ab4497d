import { useCallback, useEffect, useState } from 'preact/hooks'
import { get } from './api.ts'

/** A request on its way, its answer, or why there is none. */
export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly value: T; readonly reload: () => void }
  | { readonly kind: 'failed'; readonly message: string; readonly reload: () => void }

/**
 * The answer of `GET path`, asked for again when the path changes; `undefined` asks for nothing. A request nobody waits
 * for any more is given up.
 *
 * @param everyMs - asks again so often without showing the loading state in between; default never.
 */
export function useData<T>(path: string | undefined, everyMs?: number): Loaded<T> {
  const [state, setState] = useState<{ path: string | undefined; round: number; loaded: Loaded<T> }>({
    path: undefined,
    round: 0,
    loaded: { kind: 'loading' },
  })
  const [round, setRound] = useState(0)
  const reload = useCallback(() => setRound(before => before + 1), [])

  useEffect(() => {
    if (path === undefined) return
    const given = new AbortController()
    get<T>(path, {}, given.signal).then(
      value => setState({ path, round, loaded: { kind: 'loaded', value, reload } }),
      (error: unknown) => {
        if (given.signal.aborted) return
        const message = error instanceof Error ? error.message : 'Something went wrong.'
        setState({ path, round, loaded: { kind: 'failed', message, reload } })
      },
    )
    const timer = everyMs === undefined ? undefined : setTimeout(reload, everyMs)
    return () => {
      given.abort()
      clearTimeout(timer)
    }
  }, [path, round, reload, everyMs])

  return state.path === path ? state.loaded : { kind: 'loading' }
}
