import { randomUUID } from 'node:crypto'
import { goneText, heldFor, isHeld, letGo, loseAnswer, takeLeft } from './holds.ts'
import { submission } from './journey.ts'
import type { Own } from './own.ts'
import { refusalOf } from './refusal.ts'
import type { Application, Holding, Reserved } from './session-data.ts'
import type { Answer, Choice, Question } from './shapes.ts'
import { aboutOf } from './standing.ts'
import type { Site, Visit } from './visit.ts'

export const TOO_MANY = 'Too many choices were made from where you are. Wait a few minutes, then choose again.'

/** Either what is held for the person now, or why nothing is. */
type Tried = { hold: Holding } | { refused: string }

/** Holds what was picked, unless it is held already. Undefined for an answer that is not held. */
export async function holdPicked(
  site: Site,
  { request }: Visit,
  own: Own,
  question: Question,
  picked: Answer,
  choices: readonly Choice[],
): Promise<Tried | undefined> {
  const { questions } = site.pages
  const { name } = question
  const at = choices.findIndex(({ value }) => value === picked)
  const choice = choices[at]
  if (question.kind !== 'pick' || question.hold === undefined || choice === undefined) return undefined
  const before = choices[at + 1]?.value
  const place: Reserved = { choice, ...(before !== undefined && { before }) }
  const { [name]: _former, ...answers } = submission(questions, own.answers)
  const about = aboutOf({ ...answers, [name]: choice.value })
  const begin = () =>
    own.change((one) => {
      if (one.holding?.[name]?.about !== about)
        one.holding = { ...one.holding, [name]: { about, key: randomUUID(), ...place } }
    })
  const end = (one: Application) => {
    delete one.holding?.[name]
  }

  for (let tries = 1; ; tries += 1) {
    const application = await begin()
    // Of two clicks at once the other one may have held it meanwhile.
    const there = heldFor(application, name, choice.value)
    if (there !== undefined) return { hold: there }
    if (own.application?.behalf === undefined && !(await site.mayHold(request.ip))) {
      await own.change(end)
      return { refused: TOO_MANY }
    }
    try {
      const { id, until } = await question.hold(answers, choice.value, application.holding?.[name]?.key ?? randomUUID())
      const hold: Holding = { id, until, ...place }
      // The answer to a try of long ago, which was heard of only now.
      if (isHeld(hold) || tries > 1) return { hold }
      await own.change(end)
    } catch (error) {
      const refusal = refusalOf(error, goneText(question))
      if (refusal === undefined) throw error
      const former = application.holds
      // What is held for the answer before counts as well, and goes for this one.
      if (refusal.code !== 'limit-reached' || former?.[name] === undefined || tries > 1) {
        await own.change(end)
        return { refused: refusal.words }
      }
      let left: ReturnType<typeof takeLeft> = []
      await own.change((one) => {
        end(one)
        const were = { ...one.holds }
        loseAnswer(questions, one, name, refusal.words)
        left = takeLeft(one, were)
      })
      await letGo(questions, left)
    }
  }
}
