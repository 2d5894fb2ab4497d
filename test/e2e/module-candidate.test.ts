import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWorkbench, rowText } from './command-line.ts'

let bench: ReturnType<typeof createWorkbench>
beforeEach(() => {
  bench = createWorkbench()
  bench.write('tidegate.yaml', 'source: ./base.jsonl\ncandidate: { module: ./agent.ts }\n')
  bench.write('base.jsonl', Array.from({ length: 24 }, (_, index) => rowText(`t${index}`)).join(''))
})
afterEach(() => bench.dispose())

function runWith(agent: string) {
  bench.write('agent.ts', agent)
  const { status } = bench.run(['run', '-c', 'tidegate.yaml', '--json', 'out.json'])
  const { manifest, gates } = JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8'))
  return { status, live: manifest.live, verdict: gates.global.verdict }
}

it('a module answers as the candidate, and is asked again after it was changed', () => {
  const same = 'export default (question: { step: number }) => ({ text: "It arrives tomorrow." })'
  expect(runWith(same)).toMatchObject({ live: { candidate: 'agent.ts' }, verdict: 'INCONCLUSIVE' })
  expect(runWith('export default () => ({ text: "" })')).toMatchObject({ status: 1, verdict: 'FAIL' })
})
