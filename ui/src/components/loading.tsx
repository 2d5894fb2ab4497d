import type { ComponentChildren } from 'preact'
import type { Loaded } from '../use-data.ts'

type Props<T> = {
  readonly data: Loaded<T>
  /** What is being waited for, as in "Loading {what}". */
  readonly what: string
  readonly children: (value: T, reload: () => void) => ComponentChildren
}

/** The three states of everything that is asked for: on its way, failed with a way to try again, there. */
export function Loading<T>({ data, what, children }: Props<T>) {
  if (data.kind === 'loading')
    return (
      <p role="status" class="muted">
        Loading {what}…
      </p>
    )
  if (data.kind === 'failed')
    return (
      <div role="alert" class="note bad">
        <p>{data.message}</p>
        <button type="button" onClick={data.reload}>
          Try again
        </button>
      </div>
    )
  return <>{children(data.value, data.reload)}</>
}

/** What a list says when it is empty, and what would fill it. */
export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="note empty">{children}</p>
}
