import { Hono } from 'hono'
import { ConfigError } from '../errors/config-error.ts'
import { PipelineError } from '../errors/pipeline-error.ts'
import { apiError } from './api-error.ts'
import { otlpRoutes } from './otlp/otlp-routes.ts'
import { auditRoutes } from './routes/audit-routes.ts'
import { type PageFiles, pageRoutes } from './routes/page-routes.ts'
import { runRoutes } from './routes/run-routes.ts'
import { sessionRoutes } from './routes/session-routes.ts'
import { systemRoutes } from './routes/system-routes.ts'
import { createRunReader } from './run-reader.ts'
import { checkSource, type GuardOptions, requireSession, secureHeaders } from './security/guard.ts'
import type { ApiSources } from './sources.ts'

export type AppOptions = {
  readonly sources: ApiSources
  readonly guard: GuardOptions
  /** Whether exporters must send the token. */
  readonly receiverNeedsToken: boolean
  readonly page: PageFiles
  /** Told what went wrong on our side; never holds text of a trace. */
  readonly onError: (message: string) => void
}

/** The whole server: receiver, API and page behind one guard. Listens nowhere by itself. */
export function createApp({ sources, guard, receiverNeedsToken, page, onError }: AppOptions): Hono {
  const app = new Hono()
  app.use(secureHeaders())
  app.use(checkSource(guard))
  if (sources.receiver !== undefined) {
    const { receiver } = sources
    app.route('/', otlpRoutes({ receiver, sessions: guard.sessions, needsToken: receiverNeedsToken }))
  }
  app.route('/', sessionRoutes(guard.sessions, guard.cookieName))
  app.use('/api/*', requireSession(guard))
  app.route('/api', systemRoutes(sources))
  app.route('/api', runRoutes(createRunReader(sources.store), sources))
  app.route('/api', auditRoutes(sources))
  app.all('/api/*', context => apiError(context, 404, 'not-found', 'no such address: see /api/openapi.json'))
  app.all('/v1/*', context => apiError(context, 404, 'not-found', 'exports go to /v1/traces and /v1/logs'))
  app.route('/', pageRoutes(page))
  app.onError((error, context) => {
    const isKnown = error instanceof PipelineError
    onError(
      isKnown
        ? error.message
        : `internal error (${error.name}) at ${context.req.method} ${context.req.routePath}`,
    )
    return isKnown
      ? apiError(context, ...statusOf(error), withoutFolders(withHint(error)))
      : apiError(context, 500, 'internal', 'internal error; the server wrote down which')
  })
  return app
}

/** What was asked for cannot be, or what it needs is not there now. */
function statusOf(error: PipelineError): readonly [400 | 503, string] {
  return error instanceof ConfigError ? [400, 'bad-request'] : [503, 'unavailable']
}

function withHint({ message, hint }: PipelineError): string {
  return hint === undefined ? message : `${message}; ${hint}`
}

/** Who reads or audits runs need not know where on this machine files are; their names remain. */
function withoutFolders(message: string): string {
  return message.replace(/(?<![\w:/.])(?:[A-Za-z]:)?[\\/](?:[^\\/'"`:;,()<>|\n]+[\\/])+/g, '')
}
