import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { PageFiles } from '../server/routes/page-routes.ts'

/** Beside the compiled command line, and in the repository after a build. */
const FOLDERS = [join(import.meta.dirname, '../ui'), join(import.meta.dirname, '../../dist/ui')]

/** The files of the built page; none when it was not built. Links are not followed. */
export function pageFiles(folders: readonly string[] = FOLDERS): PageFiles {
  const folder = folders.find(each => existsSync(join(each, 'index.html')))
  if (folder === undefined) return new Map()
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return new Map(
    entries
      .filter(entry => entry.isFile())
      .map(entry => {
        const path = join(entry.parentPath, entry.name)
        return [`/${relative(folder, path).split(sep).join('/')}`, path]
      }),
  )
}
