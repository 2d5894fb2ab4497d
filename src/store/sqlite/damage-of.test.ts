import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { damageOf } from './damage-of.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damage-'))
  path = join(folder, 'file.db')
  const database = new DatabaseSync(path)
  database.exec('CREATE TABLE kept (id INTEGER PRIMARY KEY, text TEXT)')
  const insert = database.prepare('INSERT INTO kept (text) VALUES (?)')
  for (let index = 0; index < 500; index += 1) insert.run('a row of some length '.repeat(20))
  database.close()
})
afterEach(() => rmSync(folder, { recursive: true }))

it('finds nothing in a database that is whole', () => {
  expect(damageOf(path)).toBeUndefined()
})

it('finds a page in the middle that was overwritten, which opening and counting do not', () => {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(4096, 7), 0, 4096, Math.floor(statSync(path).size / 8192) * 4096)
  closeSync(file)
  expect(damageOf(path)).toMatch(/^Tree \d+ page \d+/)
})
