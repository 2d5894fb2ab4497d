import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * Who may import whom: down only. Folders of one level see of each other nothing but interfaces
 * (`import type`) where `peers` says so. This test is the place to look the rule up.
 */
const LEVELS: readonly { readonly folder: RegExp; readonly level: number }[] = [
  { folder: /^src\/errors\//, level: 0 },
  { folder: /^src\/numeric\//, level: 0 },
  { folder: /^src\/records\//, level: 0 },
  { folder: /^src\/json\//, level: 0 },
  { folder: /^src\/text\//, level: 0 },
  { folder: /^src\/(privacy|models|store|config)\//, level: 1 },
  { folder: /^src\/(simulate|testing)\//, level: 1.5 },
  { folder: /^src\/stages\//, level: 2 },
  { folder: /^src\/(pipeline|dependencies)(\.ts$|\/)/, level: 3 },
  { folder: /^src\/(cli|server)\//, level: 4 },
  { folder: /^src\/(index\.ts|library\/)/, level: 5 },
]

type Import = { readonly from: string; readonly to: string; readonly isTypeOnly: boolean }

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8')
  const found = [...text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'"]*?from\s+['"](\.[^'"]+)['"]/gms)]
  const dynamic = [...text.matchAll(/import\(\s*['"](\.[^'"]+)['"]\s*\)/g)]
  return [
    ...found.map(match => ({ to: match[2] as string, isTypeOnly: match[1] !== undefined })),
    ...dynamic.map(match => ({ to: match[1] as string, isTypeOnly: false })),
  ].map(({ to, isTypeOnly }) => ({ from: file, to: normalize(join(dirname(file), to)), isTypeOnly }))
}

function levelOf(file: string): number {
  return LEVELS.find(({ folder }) => folder.test(file))?.level ?? Number.NaN
}

function folderOf(file: string): string {
  return file.startsWith('src/stages/')
    ? file.split('/').slice(0, 3).join('/')
    : file.split('/').slice(0, 2).join('/')
}

/** Undefined when the import is allowed, else why not. */
function objection({ from, to, isTypeOnly }: Import): string | undefined {
  if (isForTests(to)) return 'fixtures are for tests'
  if (folderOf(from) === folderOf(to)) return undefined
  const [source, target] = [levelOf(from), levelOf(to)]
  if (Number.isNaN(source) || Number.isNaN(target)) return 'is in no folder of the layout'
  if (folderOf(from) === 'src/errors') return 'errors import nothing'
  if (folderOf(from) === 'src/numeric')
    return folderOf(to) === 'src/errors' ? undefined : 'numeric imports only errors'
  if (folderOf(from) === 'src/records')
    return folderOf(to) === 'src/numeric' && isTypeOnly ? undefined : 'records import only types of numeric'
  if (folderOf(from) === 'src/json')
    return folderOf(to) === 'src/records' && isTypeOnly ? undefined : 'json imports only types of records'
  if (folderOf(from) === 'src/text') return 'text imports nothing'
  if (source === 1 && target === 1)
    return isTypeOnly ? undefined : 'of its peers this level sees only interfaces'
  if (folderOf(from).startsWith('src/stages/') && folderOf(to).startsWith('src/stages/'))
    return 'a stage never imports another stage'
  if (source === 2 && target === 1.5) return 'stages do not know the simulator'
  if (source === 4 && target === 4)
    return folderOf(from) === 'src/cli' ? undefined : 'only the command line may import the server'
  if (source === 5 && folderOf(to) === 'src/server') return 'only the command line may import the server'
  return target < source || (source === 3 && target === 3) || (source === 5 && target === 5)
    ? undefined
    : `level ${source} may not import level ${target}`
}

function isForTests(file: string): boolean {
  return /\.test(-d)?\.ts$|\/__fixtures__\//.test(file)
}

const sources = globSync('src/**/*.ts').filter(file => !isForTests(file))

describe('architecture', () => {
  it('reads every source file of the layout', () => {
    expect(sources.length).toBeGreaterThan(20)
    expect(sources.filter(file => Number.isNaN(levelOf(file)))).toEqual([])
  })

  it('lets imports point down only, and stages meet only in records', () => {
    const objections = sources.flatMap(importsOf).flatMap(found => {
      const reason = objection(found)
      return reason === undefined ? [] : [`${found.from} -> ${found.to}: ${reason}`]
    })
    expect(objections).toEqual([])
  })

  it('reads the environment, the clock and randomness only at the edges', () => {
    const ambient = /\bprocess\.env\b|\bDate\.now\(|\bMath\.random\(|\bperformance\.now\(/
    const allowed = /^src\/(cli|server|library)\//
    const offenders = sources.filter(
      file => !allowed.test(file) && ambient.test(stripComments(readFileSync(file, 'utf8'))),
    )
    expect(offenders).toEqual([])
  })

  it('is described by docs/architecture.md: every stage folder and the level of every folder stand in it', () => {
    const page = readFileSync('docs/architecture.md', 'utf8')
    const folders = new Set(sources.map(folderOf))
    const missing = [...folders].filter(folder => !page.includes(`\`${folder.replace(/\.ts$/, '.ts')}`))
    expect(missing).toEqual([])
    const named = [...page.matchAll(/`(src\/[\w/.-]+\.ts)`/g)].map(match => match[1] as string)
    expect(named.filter(file => !sources.includes(file))).toEqual([])
  })
})

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}
