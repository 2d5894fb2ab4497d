import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as library from './index.ts'

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')

function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(readme)
  return found?.[1] ?? `no block of ${language}`
}

describe('README', () => {
  it('prints what it says it prints', () => {
    const index = pathToFileURL(join(import.meta.dirname, 'index.ts')).href
    const code = block('js').replace("'tidegate/hdbscan'", JSON.stringify(index))
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
      encoding: 'utf8',
    })
    expect(printed).toBe(block('text'))
  })

  it('names every function that the library exports, and the library every function it names', () => {
    const exported = Object.keys(library).filter(name => name !== 'NumericError')
    for (const name of exported) expect(readme).toContain(`\`${name}(`)
    const named = [...readme.matchAll(/`(\w+)\(/g)].map(match => match[1] ?? '')
    expect(named.filter(name => !exported.includes(name))).toEqual([])
  })

  it('is what the package exports as tidegate/hdbscan', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(manifest.exports['./hdbscan']).toEqual({
      types: './dist/stages/stratify/hdbscan/index.d.ts',
      import: './dist/stages/stratify/hdbscan/index.js',
    })
  })
})
