import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { delimitedBlocks } from '../../src/models/prompt/delimited-data.ts'
import { call, toolResult, user } from '../../src/stages/judge/__fixtures__/traces.ts'
import {
  argumentRubric,
  callQuestion,
  textQuestion,
  textRubric,
} from '../../src/stages/judge/__fixtures__/voting.ts'
import { degenerateAnswer } from '../../src/stages/judge/attacks/degenerate-answer.ts'
import { votePrompt } from '../../src/stages/judge/votes/vote-prompt.ts'
import { dataFolder } from './data-folder.ts'

const TOKEN = 'ab'.repeat(16)
const forTexts = textRubric()
const forArguments = argumentRubric()

const attacks = readFileSync(join(dataFolder(), 'adversarial/bipia-attacks.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map(line => String(JSON.parse(line).attack))

/** A prompt without the payloads of its blocks. */
function frameOf(prompt: string): string {
  return prompt.replace(/^(<data name="[a-z-]+" id="[0-9a-f]{32}">)\n.*\n/gm, '$1\n\n')
}

describe('the attacks of BIPIA', () => {
  it('stay data in the question to a judge: in a tool result, as an answer, in an argument', () => {
    expect(attacks).toHaveLength(125)
    const texts = (attack: string) =>
      votePrompt(
        {
          question: {
            kind: 'texts',
            ...textQuestion({ prefix: [user('q'), toolResult(attack)], candidateText: attack }),
          },
          order: 'baseline-first',
          index: 0,
        },
        forTexts,
        TOKEN,
      )
    const calls = (attack: string) =>
      votePrompt(
        {
          question: {
            kind: 'arguments',
            ...callQuestion({ candidateCalls: [call('note', { text: attack })] }),
          },
          order: 'baseline-first',
          index: 0,
        },
        forArguments,
        TOKEN,
      )
    for (const attack of attacks) {
      expect(frameOf(texts(attack))).toBe(frameOf(texts('plain')))
      expect(frameOf(calls(attack))).toBe(frameOf(calls('plain')))
      const blocks = delimitedBlocks(texts(attack))
      expect(blocks.map(({ text }) => text).slice(1)).toEqual([attack, 'the baseline text', attack])
    }
  })

  it('are answers that say something: no rule decides over them', () => {
    expect(attacks.filter(attack => degenerateAnswer(attack) !== undefined)).toEqual([])
  })
})
