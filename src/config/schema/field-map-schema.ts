import { z } from 'zod'
import { textLike } from '../fields.ts'
import { byMappedField } from './by-mapped-field.ts'

// RFC 6901: empty for the whole row, else steps that each begin with a slash.
const POINTER = /^(\/([^~/]|~[01])*)*$/

/** Where a value stands in a row. */
export const pointer = textLike(POINTER, 'a JSON pointer such as `/task_id` (empty text for the whole row)')
const POINTERS_EXPECTED = 'expected a JSON pointer such as `/task_id`, or a list of them'
const pointers = z.union([pointer, z.array(pointer).min(1, { error: POINTERS_EXPECTED })], {
  error: POINTERS_EXPECTED,
})

const ROLE_WORDS_EXPECTED =
  'expected the words of the source by ours: `USER: user` (`system`, `user`, `assistant` or `tool`)'

/** How one message is read where its keys are not those of chat messages. */
const messageShapeSchema = z.strictObject({
  role: pointer,
  text: pointer,
  roles: z
    .record(
      z.string().min(1),
      z.enum(['system', 'user', 'assistant', 'tool'], { error: ROLE_WORDS_EXPECTED }),
      {
        error: ROLE_WORDS_EXPECTED,
      },
    )
    .optional(),
  calls: pointer.optional(),
  call_name: pointer.optional(),
  call_arguments: pointer.optional(),
  call_result: pointer.optional(),
})

/** Where a row of chat messages has the fields of a trace. */
export const fieldMapSchema = z.strictObject({
  id: pointers,
  messages: pointer,
  message: messageShapeSchema.optional(),
  ...byMappedField(pointer),
})
