/**
 * `npm run bench -- NAME [--json] [options]` runs `bench/NAME.ts`, which exports
 * `bench(options: readonly string[]): Promise<BenchResult>`. A benchmark prints nothing itself: the result is
 * printed here, as text or as one JSON object, with the machine it ran on.
 */
import { existsSync, readdirSync } from 'node:fs'
import { type BenchResult, machineOf } from './machine.ts'

type Bench = { readonly bench: (options: readonly string[]) => Promise<BenchResult> }

const [name, ...options] = process.argv.slice(2)
const file = new URL(`./${name}.ts`, import.meta.url)
const SUPPORT = ['main.ts', 'machine.ts']

if (name === undefined || !/^[a-z0-9-]+$/.test(name) || !existsSync(file) || SUPPORT.includes(`${name}.ts`)) {
  const names = readdirSync(new URL('.', import.meta.url))
    .filter(entry => entry.endsWith('.ts') && !entry.endsWith('.test.ts') && !SUPPORT.includes(entry))
    .map(entry => entry.slice(0, -'.ts'.length))
  console.error(`usage: npm run bench -- NAME [--json] [options], NAME one of: ${names.join(', ')}`)
  process.exitCode = 2
} else {
  const { bench } = (await import(file.href)) as Bench
  const result = {
    bench: name,
    machine: machineOf(),
    ...(await bench(options.filter(option => option !== '--json'))),
  }
  if (options.includes('--json')) console.log(JSON.stringify(result, null, 2))
  else print(result)
}

function print(result: BenchResult): void {
  for (const [key, value] of Object.entries(result)) {
    if (Array.isArray(value) && value.every(row => typeof row === 'object')) {
      console.log(key)
      console.table(value)
    } else {
      console.log(`${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    }
  }
}
