/** A database, table or column as it stands in SQL; of several parts joined with dots, each part. */
export function sqlName(name: string): string {
  return name
    .split('.')
    .map(part => `\`${part.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``)
    .join('.')
}

/** A text literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
