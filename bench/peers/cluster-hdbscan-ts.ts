/** npm's hdbscan-ts on one file; same arguments and output as cluster.py. Run with the peers' folder as working directory. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

type HdbscanTs = new (options: {
  minClusterSize: number
  minSamples: number
}) => { fit(rows: number[][]): number[] }

const [, rows, columns, file, labelsFile, minClusterSize, minSamples] = process.argv.slice(2)
const { HDBSCAN } = createRequire(join(process.cwd(), 'package.json'))('hdbscan-ts') as { HDBSCAN: HdbscanTs }
const bytes = readFileSync(file ?? '')
const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
const width = Number(columns)
const points = Array.from({ length: Number(rows) }, (_, row) => [
  ...data.subarray(row * width, (row + 1) * width),
])
const [wall, cpu] = [performance.now(), process.cpuUsage()]
const labels = new HDBSCAN({
  minClusterSize: Number(minClusterSize),
  minSamples: Number(minSamples) - 1,
}).fit(points)
const used = process.cpuUsage(cpu)
writeFileSync(labelsFile ?? '', new Uint8Array(Int32Array.from(labels).buffer))
console.log(
  JSON.stringify({
    seconds: (performance.now() - wall) / 1000,
    cpuSeconds: (used.user + used.system) / 1e6,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  }),
)
