import type { ServerResponse } from 'node:http'
import type { SimulatorClock } from './clock.ts'
import type { SimulatorReply } from './exchange.ts'
import type { FaultKind } from './fault.ts'

/**
 * Writes a reply as the fault has it, and resolves when all of it is out or the connection is gone.
 *
 * @param gone - aborted when the client left or the simulator closes.
 */
export async function sendReply(
  response: ServerResponse,
  reply: SimulatorReply,
  fault: FaultKind | undefined,
  time: { readonly clock: SimulatorClock; readonly gone: AbortSignal },
): Promise<void> {
  const bytes = bytesOf(reply.body)
  const headers = {
    'content-type': 'application/json',
    'content-length': String(bytes.byteLength),
    ...reply.headers,
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  response.once('close', resolve)
  switch (fault?.kind) {
    case 'reset-before-headers':
      response.socket?.resetAndDestroy()
      break
    case 'reset-after-headers':
      response.writeHead(reply.status, headers)
      response.write(bytes.subarray(0, 1), () => response.socket?.resetAndDestroy())
      break
    case 'truncated-json': {
      const half = bytes.subarray(0, bytes.byteLength >> 1)
      response.writeHead(reply.status, { ...headers, 'content-length': String(half.byteLength) }).end(half)
      break
    }
    case 'wrong-content-type':
      response.writeHead(reply.status, { ...headers, 'content-type': 'text/html' }).end(bytes)
      break
    case 'duplicate-headers':
      response.writeHead(reply.status, twice(headers)).end(bytes)
      break
    case 'slow-body':
      response.writeHead(reply.status, headers).flushHeaders()
      await drip(response, bytes, fault.everyMs, time)
      break
    default:
      response.writeHead(reply.status, headers).end(bytes)
  }
  await promise
}

async function drip(
  response: ServerResponse,
  bytes: Uint8Array,
  everyMs: number,
  { clock, gone }: { readonly clock: SimulatorClock; readonly gone: AbortSignal },
): Promise<void> {
  try {
    for (const byte of bytes) {
      await clock.sleep(everyMs, gone)
      response.write(Uint8Array.of(byte))
    }
    response.end()
  } catch {
    response.destroy()
  }
}

/** Two content lengths are an attack and not a casing, so that one stays single. */
function twice(headers: { readonly [name: string]: string }): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const titled = name.replace(/\b[a-z]/g, letter => letter.toUpperCase())
    return name === 'content-length' ? [name, value] : [titled, value, name, value]
  })
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8')
}
