import { randomInt } from 'node:crypto'
import { offers } from '../browser.ts'
import { eventually, send, turn } from './index.ts'
import { pixel } from './pixel.ts'

/** A question whose answer is picked from a list of the service's API, and held where it says so. */
export interface Picked {
  name: string
  list?: string
  /** Answers that the list is asked with, and those that the hold is. */
  asks?: readonly string[]
  /** Answers that are other ones each time, and what they can be. */
  vary?: Record<string, readonly unknown[]>
  hold?: { path: string; with: readonly string[] }
  /** Where a file is held. */
  upload?: string
}

/** A picture that is right, as a person chooses it. */
export const sampleFile = (): File => new File([Buffer.from(pixel, 'base64')], 'sample.png')

const sentFile = { file: { name: 'sample.png', content: pixel } }

type Answers = Record<string, unknown>

/**
 * Answers to all of them, each time anew, as a program gets them: what is held is held by one record alone, and what a limit
 * counts by is another's each time. What is `fixed` stays. Others want the same meanwhile, so it is tried until it is had.
 */
export function picks(questions: readonly Picked[], sample: Answers, fixed: Answers, token: string): Promise<Answers> {
  return eventually('something that is free to be held', async () => {
    const picked: Answers = {}
    for (const question of questions.filter(({ name }) => !(name in fixed))) {
      if (question.upload) {
        const { status, body } = await send('POST', question.upload, { token, body: sentFile })
        if (status !== 201) throw new Error(`${question.upload} answered ${status}: ${JSON.stringify(body)}`)
        picked[question.name] = body[question.name]
        continue
      }
      let at = await turn()
      for (const [name, all] of Object.entries(question.vary ?? {})) {
        if (name in fixed) continue
        picked[name] = all[at % all.length]
        at = Math.floor(at / all.length)
      }
      const given = { ...sample, ...fixed, ...picked }
      const value = await choiceOf(question, given, token, at)
      if (value === undefined) return undefined
      picked[question.name] = question.hold ? await held(question.name, question.hold, value, given, token) : value
      if (picked[question.name] === undefined) return undefined
    }
    return picked
  })
}

/** Answers of somebody whose answers no other test gives, but for what is held: of a limit each has their own. */
export const somebody = (questions: readonly Picked[], sample: Answers, token: string): Promise<Answers> =>
  picks(
    questions.filter(({ hold, upload }) => !hold && !upload),
    sample,
    {},
    token,
  )

/** What can be held for a question: what a program sends for it. */
export async function holdable(
  questions: readonly Picked[],
  name: string,
  sample: Answers,
  token: string,
): Promise<Answers> {
  const question = questions.find((one) => one.name === name)!
  return eventually('something that is free', async () => {
    if (question.upload) return sentFile
    const given = { ...sample, ...(await somebody(questions, sample, token)) }
    const value = await choiceOf(question, given, token, await turn())
    return value === undefined ? undefined : { picked: value, ...withOf(question.hold!, given) }
  })
}

/** One of the choices: which one, the turn says. */
async function choiceOf(
  { list = '', asks = [] }: Picked,
  given: Answers,
  token: string,
  at: number,
): Promise<string | undefined> {
  const query = new URLSearchParams(
    asks.flatMap((one) => (given[one] === undefined ? [] : [[one, String(given[one])]])),
  )
  const { status, body } = await send('GET', `${list}?${query}`, { token })
  if (status !== 200) throw new Error(`${list} answered ${status}: ${JSON.stringify(body)}`)
  const choices = (body.choices ?? []) as { value: string }[]
  return choices[at % Math.max(1, choices.length)]?.value
}

async function held(name: string, hold: NonNullable<Picked['hold']>, value: string, given: Answers, token: string) {
  const sent = await send('POST', hold.path, { token, body: { picked: value, ...withOf(hold, given) } })
  if (sent.status === 201) return sent.body[name]
  // Taken meanwhile, or as many as there may be: another one is tried.
  if (sent.status === 409) return undefined
  throw new Error(`${hold.path} answered ${sent.status}: ${JSON.stringify(sent.body)}`)
}

const withOf = (hold: NonNullable<Picked['hold']>, given: Answers): Answers =>
  Object.fromEntries(hold.with.flatMap((one) => (given[one] === undefined ? [] : [[one, given[one]]])))

let pages = 0

/** One of what a page offers to be picked: another one each time, since others want the same. */
export function oneOf(html: string, name: string): string {
  const values = offers(html, name)
  if (values.length === 0) throw new Error(`the page offers nothing for ${name}`)
  pages += 1 + randomInt(3)
  return values[pages % values.length]!
}
