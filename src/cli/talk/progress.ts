import type { ComposeEvent } from '../../events.ts'
import type { Tested } from '../../world.ts'
import { placeOf } from '../progress.ts'
import { inWords } from '../show/duration.ts'

/** How far a run is, as far as it has told. All times are milliseconds of one clock. */
export interface Progress {
  began: number
  now: number
  steps: readonly StepSeen[]
  /** What was said, the last of it last. */
  said: readonly string[]
  /** Tests of the service that have passed, and how many there shall be. */
  passed: number
  of: number
  /** Tests of its parts that have passed; those of a part that was tested earlier do not run. */
  parts: number
  failed: number
  firstFailure?: Tested | undefined
  /** Which of several things is being done, where there are several. */
  doing?: string
}

export interface StepSeen {
  name: string
  since: number
  /** There when it has ended. */
  took?: number
}

/** Lines of what was said that are kept: a screen shows no more. */
const most = 50

export const beginning = (now: number): Progress => ({
  began: now,
  now,
  steps: [],
  said: [],
  passed: 0,
  of: 0,
  parts: 0,
  failed: 0,
})

export function ticked(progress: Progress, now: number): Progress {
  return { ...progress, now: Math.max(now, progress.now) }
}

/** The same after an event. A step that comes again, in a further lap, begins again. */
export function told(progress: Progress, event: ComposeEvent, now: number): Progress {
  const after = ticked(progress, now)
  const say = (line: string): Progress => ({ ...after, said: [...after.said, line].slice(-most) })
  switch (event.type) {
    case 'step-started':
      return {
        ...after,
        steps: [...after.steps.filter(({ name }) => name !== event.step), { name: event.step, since: now }],
      }
    case 'step-finished':
      return {
        ...after,
        steps: after.steps.map((step) => (step.name === event.step ? { ...step, took: event.milliseconds } : step)),
      }
    case 'progress':
      return say(event.message)
    case 'warning':
      return say(`warning: ${event.message}`)
    case 'lap-finished':
      return {
        ...say(`lap ${event.lap}: ${event.failures} failures; they go back to the coder`),
        passed: 0,
        parts: 0,
        failed: 0,
        firstFailure: undefined,
      }
    case 'try-started':
      return { ...after, doing: placeOf(event) }
    case 'try-finished': {
      const why = event.because ? ` (${event.because})` : ''
      return say(`${placeOf(event)} ${event.outcome}${why}, ${inWords(event.milliseconds)}`)
    }
    case 'call-started':
      return say(`${event.agent} asks ${event.model}`)
    case 'call-finished':
      return say(`${event.agent}: ${event.inputTokens} tokens in, ${event.outputTokens} out`)
    case 'call-failed':
      return say(`${event.agent}: no answer from ${event.model} (${event.problem})`)
    default:
      return after
  }
}

/** The same after a test has ended. */
export function tested(progress: Progress, test: Tested, of: number, now: number): Progress {
  const own = test.file.startsWith('service/tests/')
  return {
    ...ticked(progress, now),
    of,
    passed: progress.passed + (test.passed && own ? 1 : 0),
    parts: progress.parts + (test.passed && !own ? 1 : 0),
    failed: progress.failed + (test.passed ? 0 : 1),
    firstFailure: progress.firstFailure ?? (test.passed ? undefined : test),
  }
}

/** The same when the next of several folders has its turn: its steps begin anew, and what was said of the others stays. */
export function turned(progress: Progress, folder: string, place: number, of: number, now: number): Progress {
  const { began, said } = progress
  return { ...beginning(now), began, said, doing: `folder ${place} of ${of}: ${folder}` }
}
