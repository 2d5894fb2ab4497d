import { renderRubric } from './render-rubric.ts'
import type { Rubric } from './rubric.ts'
import { rubricHash } from './rubric-hash.ts'

/** A rubric for people: its identity, the system message a judge gets, what each word means, the schema of a reply. */
export function describeRubric(rubric: Rubric): string {
  return [
    `${rubric.id} version ${rubric.version}`,
    rubric.title,
    `hash ${rubricHash(rubric)}`,
    `compares ${rubric.compares}${rubric.flagged === true ? ', with the reason support gave for its flag' : ''}`,
    '',
    '--- what the judge is told',
    renderRubric(rubric),
    '',
    '--- what its words mean',
    ...rubric.choices.map(choice => {
      const better = 'better' in choice && choice.better !== undefined ? `, ${choice.better} better` : ''
      return `${choice.word} = ${choice.means}${better}`
    }),
    '',
    '--- schema of its reply',
    JSON.stringify(rubric.schema, undefined, 2),
    '',
  ].join('\n')
}
