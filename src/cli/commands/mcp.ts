import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { ConfigError } from '../../errors/config-error.ts'
import type { RunStore } from '../../store/run-store.ts'
import { readAuditHistory } from '../audit-files.ts'
import { openStore } from '../open-store.ts'
import { packageVersion } from '../package-version.ts'
import { readConfig } from '../read-config.ts'

/** `tidegate mcp`: the store's runs for an assistant, over standard input and output, until the input ends. */
export async function mcpCommand(options: { readonly config: string }): Promise<void> {
  const { config } = await readConfig(options.config)
  const { path } = config.store
  const { createMcpServer, StdioServerTransport } = await loadServer()
  const server = createMcpServer({
    version: packageVersion(),
    withStore: work => withStore(path, work),
    audits: () => readAuditHistory(path),
    newToken: () => randomBytes(12).toString('hex'),
  })
  const closed = new Promise<void>(resolve => {
    server.server.onclose = resolve
    process.stdin.once('end', resolve)
  })
  await server.connect(new StdioServerTransport())
  await closed
  await server.close()
}

/** Open for one answer alone: a run may be writing. A store that is not there is not made. */
function withStore<T>(path: string, work: (store: RunStore) => T): T {
  if (!existsSync(path)) {
    throw new ConfigError('Expected a store with runs, found none', {
      path: 'store.path',
      hint: 'tidegate run -c CONFIG makes one',
    })
  }
  const store = openStore(path)
  try {
    return work(store)
  } finally {
    store.close()
  }
}

async function loadServer() {
  try {
    const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js')
    const { createMcpServer } = await import('../mcp/create-mcp-server.ts')
    return { createMcpServer, StdioServerTransport }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause
    throw new ConfigError('Expected the package @modelcontextprotocol/sdk, which is not installed', {
      path: 'mcp',
      cause,
      hint: 'npm install @modelcontextprotocol/sdk@1.32.2',
    })
  }
}
