import { EncoderLoadError, loadSentenceEncoder, type SentenceEncoder } from './sentence-encoder.ts'
import type { EncodeReply, EncodeRequest } from './sentence-encoder-protocol.ts'

// Entry of a child process (encode-in-processes.ts forks it); never imported. It lives as long as its parent
// wants it to: Ctrl-C reaches the whole process group, and only the parent may answer it.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(0))

function reply(message: EncodeReply): void {
  process.send?.(message)
}

function fail(during: 'load' | 'encode', error: unknown): void {
  const code =
    error instanceof EncoderLoadError ? error.message : error instanceof Error ? error.name : 'unknown'
  reply({
    kind: 'failed',
    during,
    reason: error instanceof EncoderLoadError ? error.reason : 'error',
    code,
  })
}

async function answer(encoder: SentenceEncoder, request: EncodeRequest): Promise<void> {
  try {
    reply({ kind: 'encoded', id: request.id, vectors: await encoder.encode(request.texts) })
  } catch (error) {
    fail('encode', error)
  }
}

try {
  const encoder = await loadSentenceEncoder()
  process.on('message', message => void answer(encoder, message as EncodeRequest))
  reply({ kind: 'ready' })
} catch (error) {
  fail('load', error)
}
