import { type Sleep, withRetries } from '../../models/retrying.ts'
import { agentQuestion, readAgentAnswer } from './agent-shape.ts'
import type { Answerer } from './answerer.ts'
import { type JsonServer, postJson } from './post-json.ts'

/** A side that a server of the user's answers, in the shape of docs/replay.md. */
export function createHttpAnswerer(server: JsonServer & { readonly sleep: Sleep }): Answerer {
  return {
    name: server.name,
    async answer(question, { signal }) {
      const startedMs = server.nowMs()
      const value = await withRetries(() => postJson(server, agentQuestion(question), signal), {
        sleep: server.sleep,
        signal,
      })
      return readAgentAnswer(value, server.name, server.nowMs() - startedMs)
    },
  }
}
