const whenOpen = [
  'addNote',
  'allocateCase',
  'askQuestion',
  'changeDueDate',
  'changeStatus',
  'changeTeam',
  'closeCase',
  'correctPriority',
  'keepFrom',
  'refuseCase',
  'withdrawCase',
] as const

/** The operations that the state of a case allows or not. */
export type Change = (typeof whenOpen)[number] | 'takeCase' | 'answerQuestion' | 'reopenCase' | 'askForReview'

export interface State {
  status: string
  assignee: string | null
  question: string | null
  reviewUntil: Date | null
}

/** What may be done with a case as it stands. */
export function allowedOn({ status, assignee, question, reviewUntil }: State): Change[] {
  if (status === 'closed')
    return ['reopenCase', ...(reviewUntil !== null && reviewUntil > new Date() ? (['askForReview'] as const) : [])]
  return [
    ...whenOpen,
    ...(assignee === null ? (['takeCase'] as const) : []),
    ...(question === null ? [] : (['answerQuestion'] as const)),
  ]
}

/** What to say when the state of a case does not allow it. */
export function refusalOf(change: Change, { status }: State): string {
  if (change === 'reopenCase') return 'This case is open already.'
  if (change === 'askForReview')
    return 'This case is not to be looked at again: it has no answer yet, was looked at again already, or the time to ask is over.'
  if (status === 'closed') return 'This case is closed and cannot change. Open it again first.'
  if (change === 'answerQuestion') return 'This case is waiting for no answer. It may have been given already.'
  return 'Somebody has this case already. Look at it again to see who.'
}
