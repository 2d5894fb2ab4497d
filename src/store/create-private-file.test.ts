import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPrivateFile } from './create-private-file.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'private-file-'))
  path = join(folder, 'file.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('makes a file for its owner alone', () => {
  createPrivateFile(path)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

it('keeps the lock that this process holds on a file that exists', () => {
  const database = new DatabaseSync(path)
  database.exec('CREATE TABLE held (id); BEGIN EXCLUSIVE')
  createPrivateFile(path)
  const script =
    "const { DatabaseSync } = require('node:sqlite'); new DatabaseSync(process.argv[1]).exec('BEGIN EXCLUSIVE')"
  const { status, stderr } = spawnSync(process.execPath, ['-e', script, path], { encoding: 'utf8' })
  database.close()
  expect(status).not.toBe(0)
  expect(stderr).toContain('database is locked')
})

it('says when the folder is not there', () => {
  expect(() => createPrivateFile(join(folder, 'none', 'file.db'))).toThrow(/ENOENT/)
})
