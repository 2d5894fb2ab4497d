/** What one word of a rubric means, in terms of the answers as shown. */
export type TextMeaning = 'first' | 'second' | 'tie'
export type ArgumentMeaning = 'equivalent' | 'partly' | 'different'

/** A word the judge may choose. `when` tells it in what case. */
export type TextChoice = { readonly word: string; readonly means: TextMeaning; readonly when: string }

/** `better`: the answer that serves the request, where only one of two calls that are not equivalent does. */
export type ArgumentChoice = {
  readonly word: string
  readonly means: ArgumentMeaning
  readonly better?: 'first' | 'second' | undefined
  readonly when: string
}

/** A worked case: what is asked, both answers as shown, and the right reply. */
export type RubricExample = {
  readonly user: string
  readonly first: string
  readonly second: string
  readonly reason: string
  readonly choice: string
}

/** The form of a reply, as JSON Schema. The reason comes first, so that what writes left to right gives it before it chooses. */
export type ReplySchema = {
  readonly type: 'object'
  readonly properties: {
    readonly reason: { readonly type: 'string'; readonly description: string }
    readonly choice: { readonly type: 'string'; readonly enum: readonly string[] }
  }
  readonly required: readonly ['reason', 'choice']
  readonly additionalProperties: false
}

/** The question a judge is asked, as data. A change of anything in it is a new series: see `rubricHash`. */
export type Rubric = {
  readonly id: string
  /** Counts the published texts of one id from 1. */
  readonly version: number
  readonly title: string
  readonly prompt: string
  /** The reason support gave for flagging the recorded answer is part of the question. */
  readonly flagged?: boolean | undefined
  readonly schema: ReplySchema
  readonly examples: readonly RubricExample[]
} & (
  | { readonly compares: 'texts'; readonly choices: readonly TextChoice[] }
  | { readonly compares: 'arguments'; readonly choices: readonly ArgumentChoice[] }
)

export type TextRubric = Extract<Rubric, { readonly compares: 'texts' }>
export type ArgumentRubric = Extract<Rubric, { readonly compares: 'arguments' }>
