import type { Context, Principal, Transaction } from '../definition.ts'
import { passOn } from '../pass-on.ts'
import { Problem } from '../problem.ts'
import type { Answers, Choice, Held, Question } from './shapes.ts'
import { mayHold } from './spare-holds.ts'

// Programs pick what people pick on the pages: from the same list, held in the same way, by operations of the service's API.

/** Those who call, and with which key. */
interface Caller {
  principal: Principal | undefined
  key: string | undefined
  tx: Transaction
}

/** What there is to pick for a question. Throws what the part refuses as a problem. */
export function choicesFor(questions: readonly Question[], name: string, answers: Answers): Promise<Choice[]> {
  const { lookup } = pickOf(questions, name)
  if (!lookup) throw new Error(`nothing is listed for ${name}`)
  return passOn(lookup(answers))
}

/** Holds what a program picked. Throws Problem gone, limit-reached, or too-many-requests for one that holds more and more. */
export async function holdFor(
  questions: readonly Question[],
  name: string,
  { picked, ...answers }: Answers,
  { principal, key, tx }: Caller,
  { config }: Pick<Context, 'config'>,
): Promise<Held> {
  const who = principal?.subject ?? ''
  if (!(await mayHold(tx, config, who)))
    throw new Problem('too-many-requests', 'Too much is held for you. Wait a few minutes, then try again.')
  const { hold } = pickOf(questions, name)
  if (!hold) throw new Error(`nothing is held for ${name}`)
  return passOn(hold(answers, String(picked), `${who}/${key}`), '/body/picked')
}

function pickOf(questions: readonly Question[], name: string) {
  const question = questions.find((one) => one.name === name)
  if (question?.kind !== 'pick') throw new Error(`${name} is not picked`)
  return question
}
