import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { createWorkbench, rowsText } from './command-line.ts'

it('stops at Ctrl-C with exit code 130, leaves no child behind, and the same command then finishes', async () => {
  const bench = createWorkbench()
  try {
    bench.write('tidegate.yaml', 'source: ./base.jsonl\ncandidate: ./base.jsonl\n')
    bench.write(
      'base.jsonl',
      rowsText(60, () => 1),
    )
    const args = [resolve('src/cli/main.ts'), 'run', '-c', 'tidegate.yaml']
    const child = spawn(process.execPath, args, { cwd: bench.folder, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    for await (const chunk of child.stderr) {
      said += String(chunk)
      // The line of the stage before embedding, which takes a second: the signal arrives inside it.
      if (/^redact candidate/m.test(said) && !said.includes('stopping')) child.kill('SIGINT')
    }
    const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode]
    expect({ code, said }).toEqual({ code: 130, said: expect.stringContaining('run the same command again') })
    expect(bench.run(['run', '-c', 'tidegate.yaml']).status).toBe(4)
  } finally {
    bench.dispose()
  }
})
