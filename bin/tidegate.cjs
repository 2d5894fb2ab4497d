#!/usr/bin/env node
// CommonJS, so that it loads on an old Node too and can say in one line what is missing.
const path = require('node:path')
const { spawn } = require('node:child_process')

const WANTED = [22, 18]

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number)
  return major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1])
}

/** The `node` package from npm, when someone installed it beside this package: its binary is a newer Node. */
function nodeInstalledBeside() {
  try {
    const manifest = require.resolve('node/package.json', { paths: [__dirname, process.cwd()] })
    const { bin } = require(manifest)
    return path.join(path.dirname(manifest), typeof bin === 'string' ? bin : bin.node)
  } catch {
    return undefined
  }
}

function runWith(binary) {
  const child = spawn(binary, [__filename, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, TIDEGATE_REEXECUTED: '1' },
  })
  // Ctrl-C reaches the child through the terminal; waiting for it keeps its exit code.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', complain)
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 5) : 130))
}

function complain() {
  process.stderr.write(
    `tidegate needs Node >= ${WANTED.join('.')}, this is ${process.version}: run \`npm install node@24\` beside tidegate, or install a newer Node.\n`,
  )
  process.exit(2)
}

if (isNewEnough(process.version)) {
  import('../dist/cli/main.js')
} else {
  const beside = process.env.TIDEGATE_REEXECUTED === undefined ? nodeInstalledBeside() : undefined
  if (beside === undefined) complain()
  else runWith(beside)
}
