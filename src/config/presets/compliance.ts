import type { Preset } from './preset.ts'

/** Names are looked for by a second detector, which has to answer, and no model away from this machine is asked. */
export const COMPLIANCE: Preset = {
  about: 'Strict environments: several layers of redaction that have to work, and no model elsewhere.',
  values: {
    privacy: { mode: 'synthetic', ner: 'required' },
    models: { offline: true },
  },
}
