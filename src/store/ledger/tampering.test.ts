import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../errors/store-error.ts'
import { anItem, idOf, ledgerIn, pathsIn } from './__fixtures__/ledgers.ts'
import { type EntryLine, NO_HASH, parseLine, renderLine } from './ledger-line.ts'

let original = ''
let folder = ''

/** Header, t1 to t5, t2 erased: lines 1 to 7. Made once, since every test only breaks a copy of it. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-ledger-'))
  original = folder
  ledgerIn(folder).append([1, 2, 3].map(index => anItem(`t${index}`)))
  ledgerIn(folder).append([anItem('t4', { weight: 9 }), anItem('t5')])
  ledgerIn(folder).erase(idOf('t2'))
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-ledger-'))
  cpSync(original, folder, { recursive: true })
})

afterEach(() => rmSync(folder, { recursive: true }))
afterAll(() => rmSync(original, { recursive: true }))

type Attack = readonly [name: string, line: number | undefined, attack: () => void]

const ATTACKS: readonly Attack[] = [
  ['a weight is changed', 5, () => edit(5, text => text.replace('"weight":9', '"weight":1'))],
  ['a trace id is changed', 3, () => edit(3, text => text.replace('"t2"', '"t7"'))],
  ['the time of an entry is changed', 4, () => edit(4, text => text.replace('2026', '2025'))],
  ['an origin is changed', 4, () => edit(4, text => text.replace('support-flag', 'import'))],
  ['a payload is changed', 4, () => edit(4, text => text.replace(/"payload":"..../, '"payload":"AAAA'))],
  ['a hash is changed', 6, () => edit(6, text => text.replace(/"hash":"......../, '"hash":"00000000'))],
  ['a line is changed and given its new hash', 5, () => edit(5, rehashed)],
  ['a line is changed and all after it are chained anew', 5, () => rechain(5)],
  ['a field is added to a line', 2, () => edit(2, text => text.replace('}', ',"x":1}'))],
  ['a field is said twice', 5, () => edit(5, text => text.replace('"weight":9', '"weight":1,"weight":9'))],
  ['white space is put into a line', 6, () => edit(6, text => text.replace('":', '": '))],
  ['a line in the middle is deleted', 3, () => change(lines => lines.toSpliced(2, 1))],
  ['the last line is deleted, with the erasure', 7, () => change(lines => lines.slice(0, -1))],
  ['everything after the header is deleted', 2, () => change(lines => lines.slice(0, 1))],
  ['the file is emptied', 1, () => change(() => [])],
  ['the file is deleted', 1, () => rmSync(pathsIn(folder).path)],
  ['two lines change places', 3, () => change(lines => swapped(lines, 2, 4))],
  ['a line is repeated', 4, () => change(lines => lines.toSpliced(3, 0, lines[2] ?? ''))],
  ['a foreign line is put in', 4, () => change(lines => lines.toSpliced(3, 0, foreignLine(lines)))],
  ['a foreign line that fits is put behind', 8, () => change(lines => [...lines, foreignLine(lines)])],
  ['the last line is cut in half', 7, () => edit(7, text => text.slice(0, text.length / 2))],
  ['the end of a line is made a Windows one', 2, () => edit(2, text => `${text}\r`)],
  ['the set of another folder is put there', 1, replaceByOther],
  ['a plain file is put there', 1, () => writeFileSync(pathsIn(folder).path, '{"trace_id":"t1"}\n')],
  ['file and record are cut alike', undefined, cutBoth],
  [
    'an entry loses its key without an erasure',
    4,
    () => sql('UPDATE line SET wrapped_key = NULL WHERE seq = 3'),
  ],
  ['an erased entry gets a key again', 3, () => sql(`UPDATE line SET wrapped_key = x'00' WHERE seq = 2`)],
  ['an entry gets the key of another', 4, () => sql(COPY_KEY)],
  ['line and record are changed alike', 6, changeBoth],
  ['the record forgets the set, and a plain file is put there', undefined, forgetLines],
]

const COPY_KEY = 'UPDATE line SET wrapped_key = (SELECT wrapped_key FROM line WHERE seq = 4) WHERE seq = 3'

describe('a ledger that was tampered with', () => {
  it.each(ATTACKS)('%s: line %s is named, and nothing is read or added', (_name, line, attack) => {
    attack()
    const check = ledgerIn(folder).verify()
    expect(check).toMatchObject({ kind: 'broken', problem: { line } })
    if (check.kind === 'broken' && line !== undefined)
      expect(check.problem.message).toContain(`line ${line}: `)
    // What stands behind the recorded lines was never part of the set: it is left out and said, not believed.
    if (line === 8) expect(ledgerIn(folder).read()).toMatchObject({ entries: { length: 4 } })
    else expect(() => ledgerIn(folder).read()).toThrow(StoreError)
    if (_name !== 'an entry gets the key of another') {
      expect(() => ledgerIn(folder).append([anItem('t9')])).toThrow(StoreError)
    }
  })

  it('is intact before that', () => {
    expect(ledgerIn(folder).verify()).toMatchObject({ kind: 'intact', entries: 5, erased: 1, lines: 7 })
  })

  it('is not believed under another tenant key, nor without its record', () => {
    const other = { tenantKey: new Uint8Array(32).fill(8) }
    expect(ledgerIn(folder, other).verify()).toMatchObject({ kind: 'broken', problem: { line: undefined } })
    const elsewhere = { recordPath: join(folder, 'elsewhere', 'adversarial.db') }
    expect(ledgerIn(folder, elsewhere).verify()).toMatchObject({ kind: 'broken' })
  })
})

function linesOf(): readonly string[] {
  return readFileSync(pathsIn(folder).path, 'utf8').trimEnd().split('\n')
}

function change(work: (lines: readonly string[]) => readonly string[]): void {
  writeFileSync(
    pathsIn(folder).path,
    work(linesOf())
      .map(line => `${line}\n`)
      .join(''),
  )
}

function edit(line: number, work: (text: string) => string): void {
  change(lines => {
    const edited = work(lines[line - 1] ?? '')
    if (edited === lines[line - 1]) throw new Error('the attack changed nothing')
    return lines.with(line - 1, edited)
  })
}

function swapped(lines: readonly string[], one: number, other: number): readonly string[] {
  return lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '')
}

function entryOf(text: string): EntryLine {
  const parsed = parseLine(Buffer.from(text))
  if (parsed?.line.kind !== 'entry') throw new Error('expected an entry')
  return parsed.line
}

/** With a lower weight, and a hash that fits. */
function rehashed(text: string): string {
  const line = entryOf(text)
  return renderLine({ ...line, weight: 0.5 }, line).text
}

/** Everything an attacker without the store can do: the chain fits again to its end. */
function rechain(from: number): void {
  change(lines => {
    const kept = lines.slice(0, from - 1)
    let prev = parseLine(Buffer.from(kept.at(-1) ?? ''))?.line.hash ?? NO_HASH
    const anew = lines.slice(from - 1).map((text, index) => {
      const line = parseLine(Buffer.from(text))?.line
      if (line === undefined) throw new Error('expected a line')
      const content = line.kind === 'entry' && index === 0 ? { ...line, weight: 0.5 } : line
      const written = renderLine(content, { ...line, prev })
      prev = written.hash
      return written.text
    })
    return [...kept, ...anew]
  })
}

function foreignLine(lines: readonly string[]): string {
  const last = parseLine(Buffer.from(lines.at(-1) ?? ''))?.line
  if (last === undefined) throw new Error('expected a line')
  const content = { ...entryOf(lines[1] ?? ''), traceId: idOf('t8') }
  return renderLine(content, { seq: last.seq + 1, prev: last.hash, addedAtMs: 0 }).text
}

function replaceByOther(): void {
  const other = join(folder, 'other')
  ledgerIn(other, { randomBytes: size => new Uint8Array(size).fill(3) }).append([anItem('t1')])
  copyFileSync(pathsIn(other).path, pathsIn(folder).path)
}

function sql(statement: string): void {
  const database = new DatabaseSync(pathsIn(folder).recordPath)
  if (database.prepare(statement).run().changes === 0) throw new Error('the attack changed nothing')
  database.close()
}

function cutBoth(): void {
  change(lines => lines.slice(0, -1))
  sql('DELETE FROM line WHERE seq = 6')
}

/** Line 5 and its hash in the record; the line after it still follows the old one. */
function changeBoth(): void {
  edit(5, rehashed)
  sql(`UPDATE line SET hash = '${entryOf(linesOf()[4] ?? '').hash}' WHERE seq = 4`)
}

function forgetLines(): void {
  writeFileSync(pathsIn(folder).path, '{"trace_id":"t1"}\n')
  sql('DELETE FROM line')
}
