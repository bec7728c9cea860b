import { randomBytes } from 'node:crypto'
import { momentText } from './dates.ts'
import { asked } from './journey.ts'
import type { Application, SessionData } from './session-data.ts'
import type { Choice, Question, Sent } from './shapes.ts'

/** As many as one person may have at once in one browser; beyond them the one left alone longest goes. */
const MOST = 20
const ID = /^[0-9a-f]{16}$/

export const newApplicationId = (): string => randomBytes(8).toString('hex')
export const isApplicationId = (text: string | undefined): text is string => ID.test(text ?? '')

/** Changes one application of a session; it begins with the first change, so that looking at a question keeps nothing. */
export function changeApplication(data: SessionData, id: string, alter: (one: Application) => void): void {
  const now = Date.now()
  const all = data.applications ?? {}
  const one = all[id] ?? { answers: {}, begunAt: now, usedAt: now }
  alter(one)
  one.usedAt = now
  const kept = Object.entries({ ...all, [id]: one }).sort(([, a], [, b]) => b.usedAt - a.usedAt)
  data.applications = Object.fromEntries(kept.slice(0, MOST))
}

/** Of what was sent only the reference stays, and what came of it. */
export function markSent(one: Application, { reference, ...told }: Sent): void {
  const { begunAt, usedAt, behalf } = one
  for (const name of Object.keys(one) as (keyof Application)[]) delete one[name]
  const kept = { answers: {}, begunAt, usedAt, ...(behalf && { behalf }) }
  Object.assign(one, { ...kept, sent: reference, told } satisfies Application)
}

/**
 * The applications that were begun and not sent, the last one first, each as a person tells it from the others: one's own, or
 * what `by` has begun for others.
 */
export function begun(
  session: SessionData | undefined,
  questions: readonly Question[],
  noun: string,
  by?: string,
): Choice[] {
  return Object.entries(session?.applications ?? {})
    .filter(([, { sent, answers, drafts }]) => sent === undefined && Object.keys({ ...answers, ...drafts }).length > 0)
    .filter(([, { behalf }]) => behalf?.by === by)
    .map(([value, one]) => {
      const words = asked(questions, one.answers)
        .filter(({ kind, check }) => kind === 'text' && check === undefined)
        .flatMap(({ name }) => String(one.answers[name] ?? '').slice(0, 60) || [])
        .slice(0, 2)
      const text = `Go on with the ${noun} you started on ${momentText(new Date(one.begunAt).toISOString())}`
      return { value, text, ...(words.length > 0 && { hint: words.join(', ') }) }
    })
}
