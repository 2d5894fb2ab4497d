/** Prints `N passed, N failed`: the steps of CI plus the tests of the runners' JSON reports. A missing report is a failure. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, stepsPassed, stepsFailed] = process.argv.slice(2)
let passed = Number(stepsPassed)
let failed = Number(stepsFailed)
for (const name of ['unit.json', 'e2e.json', 'real.json', 'clickhouse.json']) {
  try {
    const report = JSON.parse(readFileSync(join(folder ?? '.', name), 'utf8')) as Record<string, unknown>
    passed += Number(report.numPassedTests)
    failed += Number(report.numFailedTests) + Number(report.numPendingTests) + Number(report.numTodoTests)
    if (Number(report.numPassedTests) === 0) failed++
  } catch {
    failed++
  }
}
console.log(`${passed} passed, ${failed} failed`)
