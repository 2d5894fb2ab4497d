import type { Matrix } from '../../numeric/matrix.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { ExampleRequest, ExampleRole } from '../../records/stratum-description.ts'

/** Who is who among one, two or three examples: of two members, the median one is the edge already. */
const ROLES: readonly (readonly ExampleRole[])[] = [
  ['medoid'],
  ['medoid', 'edge'],
  ['medoid', 'typical', 'edge'],
]

/** The texts of `pickExamples`' choice by what they are examples of. */
export function namedExamples(texts: readonly RedactedText[]): readonly ExampleRequest[] {
  const roles = ROLES[texts.length - 1] ?? []
  return texts.flatMap((text, at) => {
    const role = roles[at]
    return role === undefined ? [] : [{ role, text }]
  })
}

/**
 * Up to three of `members`, each once: the medoid, the one of median similarity to the centre (typical) and the least
 * similar one (edge). For unit vectors the member most similar to the sum of all has the largest total cosine
 * similarity, so it is the exact medoid. Equally similar members go by their order.
 *
 * @param members - rows of `vectors`, in an order that does not depend on the input.
 */
export function pickExamples(members: readonly number[], vectors: Matrix): readonly number[] {
  const centre = new Float64Array(vectors.columns)
  for (const member of members)
    for (const [column, value] of rowOf(vectors, member).entries()) centre[column] = centre[column]! + value
  const ranked = members
    .map(member => ({ member, similarity: dot(rowOf(vectors, member), centre) }))
    .sort((a, b) => b.similarity - a.similarity)
    .map(({ member }) => member)
  const chosen = [0, Math.floor(ranked.length / 2), ranked.length - 1].map(rank => ranked[rank])
  return [...new Set(chosen)].filter(member => member !== undefined)
}

function rowOf({ data, columns }: Matrix, row: number): Matrix['data'] {
  return data.subarray(row * columns, (row + 1) * columns)
}

function dot(a: Matrix['data'], b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < b.length; at++) sum += a[at]! * b[at]!
  return sum
}
