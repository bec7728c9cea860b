const whenOpen = [
  'addNote',
  'allocateCase',
  'changeDueDate',
  'changeStatus',
  'changeTeam',
  'closeCase',
  'correctPriority',
  'withdrawCase',
] as const

/** The operations that the state of a case allows or not. */
export type Change = (typeof whenOpen)[number] | 'takeCase' | 'reopenCase'

export interface State {
  status: string
  assignee: string | null
}

/** What may be done with a case as it stands. */
export function allowedOn({ status, assignee }: State): Change[] {
  if (status === 'closed') return ['reopenCase']
  return assignee === null ? [...whenOpen, 'takeCase'] : [...whenOpen]
}

/** What to say when the state of a case does not allow it. */
export function refusalOf(change: Change, { status }: State): string {
  if (change === 'reopenCase') return 'This case is open already.'
  if (status === 'closed') return 'This case is closed and cannot change. Open it again first.'
  return 'Somebody has this case already. Look at it again to see who.'
}
