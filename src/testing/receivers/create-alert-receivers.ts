import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { checkPagerduty } from './check-pagerduty.ts'
import { checkSlack } from './check-slack.ts'

/** What one request said, and how it was answered. */
export type ReceivedAlert = {
  readonly path: string
  readonly headers: { readonly [name: string]: string | undefined }
  readonly body: string
  readonly status: number
}

/** An incident as PagerDuty keeps it. */
export type Incident = {
  readonly key: string
  readonly state: 'triggered' | 'resolved'
  readonly triggers: number
}

/**
 * Slack's incoming webhooks, PagerDuty's event API and a plain webhook on one loopback server, as strict as the real ones
 * are documented to be: a payload they would refuse is refused here.
 */
export interface AlertReceivers {
  readonly slackUrl: string
  readonly pagerdutyUrl: string
  readonly webhookUrl: string
  readonly received: readonly ReceivedAlert[]
  /** In the order they were opened. */
  readonly incidents: readonly Incident[]
  /** Answers the next requests with these instead, whatever they hold. */
  failNext(...answers: readonly { readonly status: number; readonly retryAfter?: string }[]): void
  close(): Promise<void>
}

const BODY_BYTES = 512 * 1024

/** The servers, listening on a free port of the loopback interface. */
export async function createAlertReceivers(): Promise<AlertReceivers> {
  const received: ReceivedAlert[] = []
  const incidents: Incident[] = []
  const failures: { readonly status: number; readonly retryAfter?: string }[] = []

  const answer = (path: string, body: string): { readonly status: number; readonly text: string } => {
    if (path.startsWith('/services/')) {
      const problem = checkSlack(body)
      return problem === undefined ? { status: 200, text: 'ok' } : { status: 400, text: problem }
    }
    if (path === '/v2/enqueue') {
      const checked = checkPagerduty(body)
      if (checked.kind === 'invalid') {
        const errors = { status: 'invalid event', message: 'Event object is invalid', errors: checked.errors }
        return { status: 400, text: JSON.stringify(errors) }
      }
      enqueue(incidents, checked.action, checked.key)
      return {
        status: 202,
        text: JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: checked.key }),
      }
    }
    return path === '/hook' ? { status: 204, text: '' } : { status: 404, text: 'no_service' }
  }

  const server = createServer((request, response) => {
    void read(request).then(body => {
      const path = request.url ?? ''
      const failure = failures.shift()
      const { status, text } =
        failure === undefined ? answer(path, body) : { status: failure.status, text: '' }
      received.push({ path, headers: headersOf(request), body, status })
      reply(response, status, text, failure?.retryAfter)
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    slackUrl: `${origin}/services/T000/B000/XXXX`,
    pagerdutyUrl: `${origin}/v2/enqueue`,
    webhookUrl: `${origin}/hook`,
    received,
    incidents,
    failNext: (...answers) => void failures.push(...answers),
    close: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** A trigger with an open key appends, a resolve closes, a trigger after it opens a new incident; a resolve of nothing is dropped. */
function enqueue(incidents: Incident[], action: 'trigger' | 'acknowledge' | 'resolve', key: string): void {
  const at = incidents.findLastIndex(each => each.key === key && each.state === 'triggered')
  const open = incidents[at]
  if (action === 'trigger') {
    if (open === undefined) incidents.push({ key, state: 'triggered', triggers: 1 })
    else incidents[at] = { ...open, triggers: open.triggers + 1 }
  } else if (action === 'resolve' && open !== undefined) {
    incidents[at] = { ...open, state: 'resolved' }
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > BODY_BYTES) return ''
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function headersOf({ headers }: IncomingMessage): ReceivedAlert['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}

function reply(response: ServerResponse, status: number, text: string, retryAfter: string | undefined): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text)
}
