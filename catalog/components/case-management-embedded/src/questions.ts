import type { Transaction } from '@composed/kit'
import { holdCase } from './cases.ts'
import { putOnRecord } from './changes.ts'

// What whoever sent a case is asked, and what they answer. Both stand among its notes, where they can be erased.

/** Asks for something more; the case waits meanwhile. Who asks again asks something else. */
export async function askQuestion(reference: string, question: string, actor: string, tx: Transaction): Promise<void> {
  const before = await holdCase(reference, 'askQuestion', tx)
  await tx.query("update cases set question = $2, status = 'waiting' where reference = $1", [reference, question])
  await putOnRecord(before, { action: 'asked', actor, detail: 'Asked for something more', reason: question }, tx)
  await tx.publish('dev.compose.case.question-asked.v1', reference, {})
}

/** Answers it; what waited for that is in progress again. */
export async function answerQuestion(reference: string, answer: string, actor: string, tx: Transaction): Promise<void> {
  const before = await holdCase(reference, 'answerQuestion', tx)
  await tx.query("update cases set question = null, status = 'in-progress' where reference = $1", [reference])
  await putOnRecord(before, { action: 'answered', actor, detail: 'Answered', reason: answer }, tx)
  await tx.publish('dev.compose.case.question-answered.v1', reference, {})
}
