import type { ModelRequest } from '../../language-model.ts'

/** A vote: schema, cache, the article's temperature. */
export const JUDGE_REQUEST: ModelRequest = {
  purpose: 'judge',
  system: 'You judge.',
  messages: [{ role: 'user', text: 'Which?' }],
  answerSchema: {
    name: 'verdict',
    schema: {
      type: 'object',
      properties: {
        winner: { type: 'string', enum: ['A', 'B', 'tie'] },
        reason: { type: 'string', maxLength: 40 },
        note: { type: 'string' },
      },
      required: ['winner', 'reason'],
      additionalProperties: false,
    },
  },
  temperature: 0.3,
  maxOutputTokens: 512,
  cachePrefix: true,
}

/** A turn of an agent: two calls at once, one of them cut short, and their results. */
export const AGENT_REQUEST: ModelRequest = {
  purpose: 'candidate',
  system: 'You help.',
  messages: [
    { role: 'user', text: 'Find me a hotel.' },
    {
      role: 'assistant',
      text: '',
      calls: [
        { id: 'c1', name: 'find', arguments: '{"city":"Paris"}' },
        { id: 'c2', name: 'find', arguments: '{"city":' },
      ],
    },
    { role: 'tool', callId: 'c1', toolName: 'find', text: 'none', isError: false },
    { role: 'tool', callId: 'c2', toolName: 'find', text: 'bad arguments', isError: true },
    { role: 'assistant', text: 'Nothing there.', calls: [] },
    { role: 'user', text: 'Lyon then.' },
  ],
  tools: [
    {
      name: 'find',
      description: 'Finds hotels.',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
    { name: 'ping', description: undefined, parameters: undefined },
  ],
  temperature: 0.7,
  maxOutputTokens: 1000,
}
