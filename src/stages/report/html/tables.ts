import { html, type Markup } from './markup.ts'

export type Column<Row> = {
  readonly title: string
  readonly isNumber?: boolean
  readonly cell: (row: Row) => Markup | string | number
}

/** A table with one line per row, scrollable on a narrow screen. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Markup {
  const style = (column: Column<Row>): string => (column.isNumber ? 'number' : '')
  return html`<div class="scroll"><table><thead><tr>${columns.map(
    column => html`<th scope="col" class="${style(column)}">${column.title}</th>`,
  )}</tr></thead><tbody>${rows.map(
    row =>
      html`<tr>${columns.map(column => html`<td class="${style(column)}">${column.cell(row)}</td>`)}</tr>`,
  )}</tbody></table></div>`
}
