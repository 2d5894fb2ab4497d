import { z } from 'zod'
import { apiKeyName, flag, integer, oneOf, text, webAddress } from '../fields.ts'
import { type Effects, effective } from './effect.ts'

const simulatorSchema = z.strictObject({
  http: z
    .strictObject({
      url: webAddress(),
      api_key_env: apiKeyName().optional(),
      allow_private_network: flag().default(false),
    })
    .optional(),
  module: text('the path of a module').optional(),
})

/** How a side that answers live is asked again. */
export const replaySchema = z.strictObject({
  mode: oneOf(['turn', 'trajectory']).default('turn'),
  timeout_seconds: integer(1, 3600).default(120),
  max_steps: integer(1, 1000).default(30),
  concurrency: integer(1, 1024).default(16),
  user_simulator: simulatorSchema.optional(),
})

/** Who plays the user, as the file names it. */
export type SimulatorFile = z.output<typeof simulatorSchema>

/** What each key of `replay` changes. */
export const REPLAY_EFFECTS: Effects = {
  'replay.mode': effective(
    'what is answered again: every `turn` from its recorded prefix, or the whole `trajectory`',
  ),
  'replay.timeout_seconds': effective(
    'how long one request to a model, or one turn of a server or module, may take',
  ),
  'replay.max_steps': effective('how many turns a trajectory may have'),
  'replay.concurrency': effective('how many answers are made at the same time'),
  'replay.user_simulator.http.url': effective('the server that plays the user in a trajectory'),
  'replay.user_simulator.http.api_key_env': effective(
    "the environment variable that holds that server's key",
  ),
  'replay.user_simulator.http.allow_private_network': effective(
    'whether that server may stand in a private network, then also without TLS',
  ),
  'replay.user_simulator.module': effective('the module that plays the user in a trajectory'),
}
