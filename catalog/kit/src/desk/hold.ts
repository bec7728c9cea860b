import { createHash, randomUUID } from 'node:crypto'
import { TOO_MANY } from '../pages/hold.ts'
import { goneText } from '../pages/holds.ts'
import { refusalOf } from '../pages/refusal.ts'
import { ProblemResponse } from '../problem.ts'
import type { Asked, Refused } from './form.ts'
import type { ReadyHold } from './ready-hold.ts'
import type { Row } from './rows.ts'

interface Caller {
  token?: string | undefined
  /** idempotency key of the form */
  key: string
  /** whether one more may be held for them */
  mayHold?: () => Promise<boolean>
}

/**
 * Does something with what was picked held for it: `act` is given the body with what the holds give. It is refused at a
 * question where its pick may not be had. What was held for an act that is refused is let go again; where the same form is
 * to be sent again it stays held, since its key goes on with it, and ends by itself.
 */
export async function held<T>(
  asked: Asked[],
  body: Row,
  caller: Caller,
  act: (body: Row) => Promise<T>,
): Promise<{ answer: T } | Refused> {
  const holds: [one: Asked, hold: ReadyHold, id: unknown][] = []
  const letGo = () => Promise.all(holds.map(([, hold, id]) => release(hold, id, caller)))
  const whole = { ...body }
  for (const one of asked) {
    const { hold, ask } = one.one
    const picked = body[ask.name]
    if (hold === undefined || picked === undefined) continue
    const tried = await holdOne(one, hold, picked, caller)
    if ('words' in tried) {
      await letGo()
      return tried
    }
    holds.push([one, hold, tried.id])
    whole[ask.name] = tried.id
  }
  try {
    return { answer: await act(whole) }
  } catch (error) {
    if (error instanceof ProblemResponse && !isForNow(error)) await letGo()
    const [only, ...more] = holds
    const refusal = only && more.length === 0 && aboutHold(error) && refusalOf(error, goneText(only[0].one.ask))
    if (only && refusal) return { name: only[0].question.name, words: refusal.words }
    throw error
  }
}

async function holdOne(
  { one, question: { name } }: Asked,
  { called, takes, gives }: ReadyHold,
  picked: unknown,
  { token, key, mayHold }: Caller,
): Promise<{ id: unknown } | Refused> {
  if (mayHold && !(await mayHold())) return { name, words: TOO_MANY }
  try {
    const answer = await called.call({ body: { [takes.name]: picked } }, { token, key: keyOf(key, name, picked) })
    return { id: (answer as Row)[gives] }
  } catch (error) {
    const refusal = refusalOf(error, goneText(one.ask))
    if (refusal === undefined) throw error
    return { name, words: refusal.words }
  }
}

/** Nobody knows how it ended, or it was not looked at: signed out meanwhile, too much at once. */
const isForNow = ({ status }: ProblemResponse): boolean => status >= 500 || status === 401 || status === 429

/** Of all that an act may be refused for, what is said of a hold. */
const aboutHold = (error: unknown): boolean =>
  error instanceof ProblemResponse && ['gone', 'limit-reached'].includes(error.code)

/** The same for the same pick of the same form, so that it is held once. */
const keyOf = (key: string, name: string, picked: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([key, name, picked]))
    .digest('hex')

/** What cannot be let go now ends by itself. */
async function release({ release }: ReadyHold, id: unknown, { token }: Caller): Promise<void> {
  if (release === undefined) return
  const { called, given } = release
  await called.call(given(id), { token, key: randomUUID() }).catch(() => undefined)
}
