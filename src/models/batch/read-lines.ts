import { parseJson } from '../../json/parse-json.ts'

/** The values of a text with one JSON per line. A line that is none is left out: its request then has no result. */
export function readLines(text: string): readonly unknown[] {
  return text.split('\n').flatMap(line => {
    const parsed = line.trim() === '' ? undefined : parseJson(line)
    return parsed?.kind === 'value' ? [parsed.value] : []
  })
}
