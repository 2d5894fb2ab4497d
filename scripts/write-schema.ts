import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { renderJsonSchema } from '../src/config/json-schema.ts'
import { renderKeyTable } from '../src/config/key-table.ts'

// Writes what is made from the config's schema: the JSON Schema for editors and the table of docs/config.md.
const schemaFile = new URL('../schema/tidegate.schema.json', import.meta.url)
const docsFile = new URL('../docs/config.md', import.meta.url)

await mkdir(new URL('.', schemaFile), { recursive: true })
await writeFile(schemaFile, renderJsonSchema())

const docs = await readFile(docsFile, 'utf8')
const table = /(<!-- keys -->\n)[\s\S]*(<!-- \/keys -->)/
if (!table.test(docs)) throw new Error('docs/config.md lacks the markers <!-- keys --> and <!-- /keys -->')
await writeFile(
  docsFile,
  docs.replace(table, (_all, start: string, end: string) => `${start}${renderKeyTable()}${end}`),
)
console.log('wrote schema/tidegate.schema.json and the table of docs/config.md')
