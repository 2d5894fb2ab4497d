/**
 * Names of the delimited blocks in a judge's question, in the order they come: the conversation, message by message,
 * then the two answers as shown. What reads a question back (`readDelimited`) goes by these.
 */
export const JUDGE_DATA = {
  /** One block per message. */
  system: 'system',
  user: 'user',
  assistant: 'assistant',
  /** Tool calls of the message before, as canonical JSON. */
  calls: 'calls',
  toolResult: 'tool-result',
  /** Definitions of the tools that the two answers call, as canonical JSON. */
  tools: 'tools',
  /** Why support flagged the recorded answer. */
  flag: 'flag',
  /** The answers: text, or tool calls as canonical JSON. */
  first: 'first',
  second: 'second',
} as const
