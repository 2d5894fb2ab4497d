import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const PAGE = join(import.meta.dirname, '../../dist/ui')

it('is smaller than 350 KB gzipped, asks no other site for anything and has nothing inline', () => {
  const files = readdirSync(PAGE, { recursive: true, withFileTypes: true }).filter(each => each.isFile())
  const texts = files.map(each => readFileSync(join(each.parentPath, each.name)))
  expect(files.length).toBeGreaterThanOrEqual(3)
  expect(texts.reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThan(350_000)
  const index = readFileSync(join(PAGE, 'index.html'), 'utf8')
  expect(index).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|https?:/)
})
