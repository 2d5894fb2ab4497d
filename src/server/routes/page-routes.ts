import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { type Context, Hono } from 'hono'

/** Files of the page by their address, `/index.html` and so on: what is not listed is not served. */
export type PageFiles = ReadonlyMap<string, string>

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.json', 'application/json'],
  ['.map', 'application/json'],
])
/** Names that hold the hash of their content, as Vite makes them. */
const HASHED = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/

/** The page and its files; its own places stand behind `#`, so that no other address is it. */
export function pageRoutes(files: PageFiles): Hono {
  const page = new Hono()
  page.get('/', async context => {
    const index = files.get('/index.html')
    return index === undefined ? context.html(NO_PAGE) : fileAnswer(context, index)
  })
  page.get('*', async context => {
    const path = files.get(context.req.path)
    return path === undefined ? context.text('not found', 404) : fileAnswer(context, path)
  })
  return page
}

async function fileAnswer(context: Context, path: string): Promise<Response> {
  return context.body(new Uint8Array(await readFile(path)), 200, {
    'content-type': TYPES.get(extname(path)) ?? 'application/octet-stream',
    'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
}

const NO_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Tidegate</title>
<h1>Tidegate</h1>
<p>This installation has no page: it was not built. The API is at <a href="/api/runs">/api/runs</a>.</p>
</html>
`
