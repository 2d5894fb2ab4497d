import { ModelDriftError } from '../../../errors/model-drift-error.ts'
import type { JsonValue } from '../../../records/json-value.ts'
import type { Vote } from '../../../records/vote.ts'
import type { ReplyJournal } from '../../../store/reply-journal.ts'
import type { Voter } from '../voter.ts'
import { keptVote } from './kept-vote.ts'

/** One for all voters of a run, so that they agree on which model answers under a name. */
export type ModelWatch = {
  /** The journal without the votes of other models than the one that answers now. */
  readonly journal: ReplyJournal
  /** The voter with what it says about a change of models remembered for the next run. */
  readonly watched: (voter: Voter) => Voter
}

type Answering = {
  model: string | undefined
  /** What the journal says by now; read once, every vote would ask for it otherwise. */
  noted: string | undefined
  isKeptUsed: boolean
}

/**
 * Sees to it that all votes of a run are of one model, also when a name has come to mean another model since the last
 * run. Which model answers is what the journal says, else what the first vote says, kept or live. A vote kept of
 * another model counts as absent. A live vote of another model makes the run start anew when votes kept of the former
 * one are already in it: the next run knows the new model from its beginning.
 */
export function watchModels(journal: ReplyJournal): ModelWatch {
  const known = new Map<string, Answering>()
  const answeringOf = (judge: string): Answering => {
    const found = known.get(judge)
    if (found !== undefined) return found
    const noted = modelIn(journal.get('model', [judge]))
    const answering = { model: noted, noted, isKeptUsed: false }
    known.set(judge, answering)
    return answering
  }
  const note = (judge: string, model: string): void => {
    const answering = answeringOf(judge)
    if (answering.noted !== model) journal.put('model', [judge], model)
    answering.model = model
    answering.noted = model
  }
  const counts = ({ judge, resolvedModel }: Vote): boolean => {
    const answering = answeringOf(judge)
    if (resolvedModel === undefined) return true
    answering.model ??= resolvedModel
    if (answering.model !== resolvedModel) return false
    answering.isKeptUsed = true
    return true
  }
  const answered = ({ judge, resolvedModel }: Vote): void => {
    if (resolvedModel === undefined) return
    const { model: before, isKeptUsed } = answeringOf(judge)
    if (before !== resolvedModel || !isKeptUsed) note(judge, resolvedModel)
    if (before === undefined || before === resolvedModel || !isKeptUsed) return
    throw new ModelDriftError({ provider: judge, before, after: resolvedModel })
  }
  return {
    journal: {
      get(kind, parts) {
        const found = journal.get(kind, parts)
        return kind !== 'vote' || found === undefined || counts(keptVote(found)) ? found : undefined
      },
      put(kind, parts, body) {
        journal.put(kind, parts, body)
        // Kept first: what was paid for counts in the next run.
        if (kind === 'vote') answered(keptVote(body))
      },
    },
    watched: voter => ({
      name: voter.name,
      isLanguageModel: voter.isLanguageModel,
      async vote(request, options) {
        try {
          return await voter.vote(request, options)
        } catch (error) {
          if (error instanceof ModelDriftError) note(voter.name, error.after)
          throw error
        }
      },
    }),
  }
}

function modelIn(body: JsonValue | undefined): string | undefined {
  return typeof body === 'string' ? body : undefined
}
