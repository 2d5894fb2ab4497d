import { ConfigError } from '../../../errors/config-error.ts'
import { csvRecords } from '../csv-records.ts'
import { type SuiteCase, scoreOf, userMessage } from './suite-item.ts'

/** Names of columns by what they hold, the first one present wins. Case, spaces and dashes do not matter. */
const COLUMNS = {
  id: ['id', 'case_id', 'trace_id', 'name'],
  request: ['input', 'prompt', 'question', 'request', 'query', 'message', 'user'],
  answer: ['output', 'answer', 'response', 'actual_output', 'completion'],
  reference: ['expected', 'expected_output', '__expected', 'reference', 'target', 'ideal', 'ground_truth'],
  score: ['score', 'passed', 'pass', 'success', 'grade'],
} as const

export type NumberedCase = { readonly line: number; readonly read: () => SuiteCase }

/**
 * The cases of a CSV file with a header.
 *
 * @throws {ConfigError} when no column holds requests.
 */
export function parseCsvSuite(content: string, file: string): readonly NumberedCase[] {
  const [header, ...records] = csvRecords(content, file)
  const names = (header?.cells ?? []).map(cell =>
    cell
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  )
  const columnOf = (field: keyof typeof COLUMNS): number => {
    const name = COLUMNS[field].find(each => names.includes(each))
    return name === undefined ? -1 : names.indexOf(name)
  }
  const [id, request, answer, reference, score] = [
    columnOf('id'),
    columnOf('request'),
    columnOf('answer'),
    columnOf('reference'),
    columnOf('score'),
  ]
  if (request < 0) {
    throw new ConfigError(`Expected a column of requests in the header of ${file}, found none`, {
      path: 'sampling.suite',
      hint: `name it one of ${COLUMNS.request.map(name => `\`${name}\``).join(', ')}`,
    })
  }
  return records.map(({ cells, line }) => ({
    line,
    read: () => {
      const cell = (column: number): string | undefined => {
        const text = column < 0 ? undefined : cells[column]
        return text === undefined || text.trim() === '' ? undefined : text
      }
      return {
        id: cell(id),
        messages: [userMessage(cell(request) ?? '')],
        answer: cell(answer),
        reference: cell(reference)?.replace(/^equals:\s*/, ''),
        score: scoreOf(cell(score)),
      }
    },
  }))
}
