import { Readable } from 'node:stream'
import { fileTypeFromBuffer } from 'file-type'
import type { Context, Principal, Transaction } from '../definition.ts'
import { passOn } from '../pass-on.ts'
import { Problem } from '../problem.ts'
import { faultOf } from './kinds/file.ts'
import type { Answers, Choice, Held, Question } from './shapes.ts'
import { mayHold } from './spare-holds.ts'
import type { WholeFile } from './whole-file.ts'

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
  if (!(await mayHold(tx, config, who))) throw tooMuch()
  const { hold } = pickOf(questions, name)
  if (!hold) throw new Error(`nothing is held for ${name}`)
  return passOn(hold(answers, String(picked), `${who}/${key}`), '/body/picked')
}

/** Holds a file that a program sent, as one from a page. Throws Problem as `holdFor` does, and conflict for one that is not taken. */
export async function uploadFor(
  questions: readonly Question[],
  name: string,
  { name: called, content }: WholeFile,
  { principal, key, tx }: Caller,
  { config }: Pick<Context, 'config'>,
): Promise<Held> {
  const question = questions.find((one) => one.name === name)
  if (question?.kind !== 'file' || !question.hold) throw new Error(`${name} is no file that is held`)
  const who = principal?.subject ?? ''
  if (!(await mayHold(tx, config, who))) throw tooMuch()
  const bytes = Buffer.from(content, 'base64')
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? ''
  const fault = faultOf(question, type, bytes.length)
  if (fault) throw new Problem('conflict', fault)
  const sent = { name: called, type, content: Readable.from([bytes]) }
  return passOn(question.hold(sent, `${who}/${key}`), '/body/file')
}

const tooMuch = () => new Problem('too-many-requests', 'Too much is held for you. Wait a few minutes, then try again.')

function pickOf(questions: readonly Question[], name: string) {
  const question = questions.find((one) => one.name === name)
  if (question?.kind !== 'pick') throw new Error(`${name} is not picked`)
  return question
}
