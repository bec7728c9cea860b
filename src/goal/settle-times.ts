import { ComposeError } from '../errors.ts'
import type { Intent, RecordField } from '../schema.ts'
import { aboutIt } from './matters.ts'
import { notAny } from './ranges.ts'
import { alternatives } from './rules.ts'
import { same, type Time } from './times.ts'
import type { Span } from './words.ts'

/**
 * What the times of all clauses come to. Of what holds for all, a time that only tells people something gives way to one
 * that answers. Throws 'goal-contradicts' when two are given for the same.
 */
export function settleTimes(
  times: readonly Time[],
  decides: string | undefined,
  fields: readonly RecordField[],
  rules: readonly { when: Intent['rules'][number]['when'] }[],
): Pick<Intent, 'deadline' | 'times'> & { unread: Span[]; read: Span[] } {
  const scoped: Intent['times'] = []
  const read: Span[] = []
  const unread: Span[] = []
  const add = (time: Time, more: Partial<Intent['times'][number]>) => {
    scoped.push({ target: time.target, when: [], because: time.because.text, ...more })
    read.push(time.clause)
  }
  for (const time of times) {
    const { scope } = time
    if ('outcome' in scope && decides) add(time, { of: { decides, outcome: scope.outcome } })
    else if ('of' in scope) for (const when of scope.of) add(time, { when })
    else if ('about' in scope) {
      const condition = aboutIt(scope.about)
      const taken = [...rules, ...scoped].some(({ when }) => when.some(({ field }) => field === condition.field))
      if (taken) unread.push(time.clause)
      else add(time, { when: [condition] })
    } else if ('when' in scope) {
      const asked = [...rules, ...scoped]
      const holds = alternatives(scope.when, fields, asked)
      const read = scope.unless ? holds && notAny(holds) : holds
      if (read?.length) for (const when of read) add(time, { when })
      else unread.push(time.clause)
    } else if (!('all' in scope) && !('rest' in scope)) unread.push(time.clause)
  }
  const rest = times.filter(({ scope }) => 'rest' in scope)
  const all = times.filter(({ scope }) => 'all' in scope)
  const answers = all.filter(({ scope }) => 'all' in scope && !scope.told)
  // "Everything else" says that the others are not for all, whichever they are for.
  const general =
    rest.length > 0 ? (scoped.length > 0 && all.length === 0 ? rest : []) : answers.length > 0 ? answers : all
  const unsettled = [...rest, ...all].filter((time) => !general.includes(time))
  refuseTwo(general, scoped)
  const [first] = general
  return {
    ...(first ? { deadline: { target: first.target, because: first.because.text } } : {}),
    times: scoped,
    read: [...read, ...general.map(({ clause }) => clause)],
    unread: [...unread, ...unsettled.map(({ clause }) => clause)],
  }
}

function refuseTwo(general: readonly Time[], scoped: Intent['times']): void {
  const [first] = general
  const other = general.find((one) => !same(one.target, first!.target))
  if (first && other)
    throw contradiction(`two deadlines for every case: "${first.because.text}" and "${other.because.text}"`)
  for (const one of scoped) {
    const twin = scoped.find((two) => one.of && two.of?.outcome === one.of.outcome && !same(one.target, two.target))
    if (twin) throw contradiction(`two times for ${one.of!.outcome}: "${one.because}" and "${twin.because}"`)
  }
}

const contradiction = (what: string): ComposeError =>
  new ComposeError('goal-contradicts', `The goal gives ${what}.`, {
    suggestion: 'Keep one of them, or say what each of them is for.',
  })
