import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { compileAssembly } from '../../scripts/compile-assembly.ts'

const CHAINS = 11
const UNROLLED = 4
const STEPS = 50_000

/**
 * Billions of int16 multiplications and additions a second that one core can do in WebAssembly at most: eleven
 * independent chains in registers, nothing loaded. Median of nine runs of some 20 ms of CPU time.
 */
export async function int16Peak(): Promise<number> {
  const run = await compile()
  const rates: number[] = []
  // V8 compiles hot code in another thread, which needs a core and a moment.
  for (let warmUp = 0; warmUp < 5; warmUp++) {
    for (let part = 0; part < 40; part++) run(STEPS / 10)
    await setTimeout(100)
  }
  for (let repeat = 0; repeat < 9; repeat++) {
    const before = process.cpuUsage()
    for (let part = 0; part < 10; part++) run(STEPS)
    const used = process.cpuUsage(before)
    rates.push((10 * STEPS * UNROLLED * CHAINS * 16) / ((used.user + used.system) * 1e3))
  }
  return rates.toSorted((a, b) => a - b)[4] ?? Number.NaN
}

async function compile(): Promise<(steps: number) => number> {
  const chains = Array.from({ length: CHAINS }, (_, at) => `s${at}`)
  const step = chains
    .map(chain => `${chain} = i32x4.add(${chain}, i32x4.dot_i16x8_s(${chain}, y))`)
    .join('\n')
  const source = `export function run(steps: i32): i32 {
    const y = i16x8.splat(<i16>steps)
    ${chains.map((chain, at) => `let ${chain} = i16x8.splat(<i16>(steps + ${at}))`).join('\n')}
    for (let step = 0; step < steps; step++) {
      ${`${step}\n`.repeat(UNROLLED)}
    }
    return i32x4.extract_lane(${chains.reduce((sum, chain) => `v128.xor(${sum}, ${chain})`)}, 0)
  }`
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-peak-'))
  try {
    await writeFile(join(folder, 'peak.ts'), source)
    await compileAssembly(join(folder, 'peak.ts'), join(folder, 'peak.wasm'), ['--enable', 'simd'])
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(await readFile(join(folder, 'peak.wasm'))),
      {},
    )
    return (exports as { run: (steps: number) => number }).run
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
