import { parseJson } from '../../../json/parse-json.ts'
import type { JsonValue } from '../../../records/json-value.ts'
import type { Spool } from '../../../store/spool/spool.ts'
import { isJsonArray, isJsonObject, ownValue } from '../located.ts'
import type { PagePosition, PageSource } from './page-source.ts'

/** A page as it is kept: where it was asked for, and what came. */
type KeptPage = {
  readonly position: PagePosition
  readonly rows: readonly JsonValue[]
  readonly next: PagePosition | undefined
}

/**
 * All rows of a source. Every page is kept, encrypted, before its rows are given, so that a reading that was interrupted goes on where it
 * was, and one that is read a second time asks for nothing.
 *
 * @param spool - that nobody else uses; not read yet.
 * @param onFetched - told after each page that was asked for, with the rows so far.
 * @returns whether pages of an earlier reading were used.
 */
export async function* readPages(
  source: PageSource,
  spool: Spool,
  onFetched: (rows: number) => void = () => {},
): AsyncGenerator<{ readonly value: JsonValue; readonly bytes: number }, void> {
  let position: PagePosition | undefined = source.first
  let rows = 0
  const useless: number[] = []
  for (const { seq, body } of spool.recover()) {
    const page = keptPage(Buffer.from(body).toString('utf8'))
    // After a damaged page nothing fits: what follows is fetched again, and rows that come twice are one.
    if (page === undefined || page.position !== position) {
      useless.push(seq)
      continue
    }
    position = page.next
    rows += page.rows.length
    yield* withBytes(page.rows, body.byteLength)
  }
  if (useless.length > 0) await spool.settle([], useless)
  while (position !== undefined) {
    const { rows: found, next } = await source.page(position)
    const body = Buffer.from(JSON.stringify({ position, rows: found, next: next ?? null }))
    await spool.append(body)
    position = next
    rows += found.length
    onFetched(rows)
    yield* withBytes(found, body.byteLength)
  }
}

/** Forgets every page: what was read is in the store. */
export async function erasePages(spool: Spool): Promise<void> {
  const seqs = Array.from(spool.recover(), ({ seq }) => seq)
  await spool.settle([], seqs)
}

function* withBytes(rows: readonly JsonValue[], size: number) {
  const bytes = Math.ceil(size / Math.max(1, rows.length))
  for (const value of rows) yield { value, bytes }
}

function keptPage(text: string): KeptPage | undefined {
  const json = parseJson(text)
  if (json.kind !== 'value' || !isJsonObject(json.value)) return undefined
  const position = ownValue(json.value, 'position')
  const rows = ownValue(json.value, 'rows')
  const next = ownValue(json.value, 'next')
  if (typeof position !== 'string' || !isJsonArray(rows)) return undefined
  return { position, rows, next: typeof next === 'string' ? next : undefined }
}
