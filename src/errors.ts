/** What went wrong, as a stable code. The exit status of each is in `exitStatus` below (the table of the README). */
export type ErrorCode = keyof typeof exitStatus

const exitStatus = {
  'goal-empty': 2,
  'goal-too-long': 2,
  'goal-contradicts': 2,
  'bad-option': 2,
  'bad-file': 2,
  'unknown-name': 2,
  'catalog-invalid': 3,
  'folder-unwritable': 3,
  'folder-not-ours': 3,
  environment: 3,
  'port-in-use': 3,
  'brain-failed': 4,
  'provider-failed': 4,
  'recording-missing': 4,
  'no-pattern': 5,
  'no-composition': 5,
  'time-limit': 7,
  'budget-reached': 7,
  'open-question': 8,
  'goal-unread': 8,
  'test-disputed': 8,
  'plan-stale': 2,
  'edits-would-be-lost': 9,
  'folder-busy': 3,
  'verification-failed': 1,
  interrupted: 130,
  bug: 70,
} as const

/** One thing that a person can read and act on. */
export interface Problem {
  code: string
  message: string
  suggestion?: string | undefined
  /** A file, a path inside a document, a component: where it is. */
  where?: string | undefined
}

/** Characters of a text, and findings of an error: a person reads no more, and what was given may have no end. */
const longest = 2000
const most = 50

/** A text that may repeat what somebody gave: of a longer one the middle is left out. */
export function bounded(text: string): string {
  if (text.length <= longest) return text
  const [start, end] = [text.slice(0, longest / 2), text.slice(-longest / 4)]
  return `${start} … (${text.length - start.length - end.length} characters left out) … ${end}`.toWellFormed()
}

function boundedProblems(problems: readonly Problem[]): Problem[] {
  const kept = problems.slice(0, most).map((one) => ({
    ...one,
    message: bounded(one.message),
    suggestion: one.suggestion && bounded(one.suggestion),
    where: one.where && bounded(one.where),
  }))
  const more = problems.length - kept.length
  return more === 0 ? kept : [...kept, { code: kept[0]!.code, message: `There are ${more} more of these.` }]
}

/** An error with its next step. `code` decides the exit status; `problems` holds more than one finding at once. */
export class ComposeError extends Error {
  readonly code: ErrorCode
  readonly suggestion: string | undefined
  readonly problems: readonly Problem[]

  constructor(
    code: ErrorCode,
    message: string,
    options: { suggestion?: string; problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    super(bounded(message), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ComposeError'
    this.code = code
    const { problems, suggestion } = options
    this.suggestion = suggestion === undefined ? undefined : bounded(suggestion)
    this.problems = boundedProblems(problems?.length ? problems : [{ code, message, suggestion }])
  }

  get exitStatus(): number {
    return exitStatus[this.code]
  }
}
