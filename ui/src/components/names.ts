/** What the endpoints of a comparison are called. */
export const ENDPOINT_NAMES = {
  structured: 'Tool calls',
  preference: 'Texts',
  outcome: 'Recorded outcomes',
} as const
