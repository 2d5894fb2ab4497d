import { defineConfig } from 'tidegate'

export const releaseConfig = defineConfig({
  source: './production.jsonl',
  candidate: { module: './agent.ts' },
  scorers: [{ name: 'answers_in_full', module: './scorers/answers-in-full.ts' }],
  sampling: { target_size: 200 },
})
