import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

export type Column<T> = {
  readonly title: ComponentChildren
  /** Stands before the value where the table is too wide for the screen; default `title` when that is text. */
  readonly label?: string
  readonly cell: (row: T) => ComponentChildren
  readonly isNumber?: boolean
  /** Names its row. */
  readonly isHead?: boolean
}

type Props<T> = {
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string | number
  readonly classOf?: (row: T) => string | undefined
}

/** Rows under named columns; on a narrow screen every row is a block with its names beside its values. */
export function Table<T>({ caption, columns, rows, keyOf, classOf }: Props<T>) {
  return (
    <Scroll label={caption}>
      <table class="stack">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col" class={column.isNumber ? 'number' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={keyOf(row)} class={classOf?.(row)}>
              {columns.map((column, index) => (
                <Cell key={index} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Cell<T>({ column, row }: { readonly column: Column<T>; readonly row: T }) {
  const { title, label = typeof title === 'string' ? title : '', isNumber, isHead, cell } = column
  if (isHead) return <th scope="row">{cell(row)}</th>
  return (
    <td class={isNumber ? 'number' : undefined} data-label={label}>
      <span>{cell(row)}</span>
    </td>
  )
}

/** What may be wider than the screen; a keyboard reaches it only while there is something to scroll. */
export function Scroll({
  label,
  children,
}: {
  readonly label: string
  readonly children: ComponentChildren
}) {
  const box = useRef<HTMLElement>(null)
  const [isWide, setIsWide] = useState(false)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => setIsWide(element.scrollWidth > element.clientWidth))
    observer.observe(element)
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild)
    return () => observer.disconnect()
  }, [])
  return (
    <section ref={box} class="scroll" aria-label={label} {...(isWide ? { tabIndex: 0 } : {})}>
      {children}
    </section>
  )
}
