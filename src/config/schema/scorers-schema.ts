import { z } from 'zod'
import { shortName, text } from '../fields.ts'

/** Rules of the user's own. */
export const scorersSchema = z
  .array(
    z.strictObject({
      name: shortName('the name of a scorer, such as `refund_policy`'),
      module: text('the path of a module'),
    }),
    { error: 'expected a list of scorers, each with `name` and `module`' },
  )
  .max(20, { error: 'expected at most 20 scorers' })
  .refine(list => new Set(list.map(({ name }) => name)).size === list.length, {
    error: 'expected every scorer to have a name of its own',
  })
