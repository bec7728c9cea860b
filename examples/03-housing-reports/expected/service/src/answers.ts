import type { Transaction } from '@composed/kit'
import { findAttention, listEndings } from '@composed/kit/flows'
import { type Answers, type Question, shown } from '@composed/kit/pages'
import { questions } from './questions.ts'
import { findBehalf, findRecord, notFound } from './record.ts'

/** All that people answered, as they read it. */
export async function answersOf(record: object): Promise<{ key: string; value: string }[]> {
  const given = record as Answers
  const asked = questions.filter(({ name }) => name in given)
  return Promise.all(asked.map(async (question) => ({ key: question.title, value: shown(question, given[question.name], await picked(question, given)) })))
}

/** What was picked is kept by its number; staff read it as people chose it. */
async function picked({ name, lookup }: Question, given: Answers): Promise<string | undefined> {
  const choices = lookup ? await lookup(given).catch(() => []) : []
  return choices.find(({ value }) => value === given[name])?.text
}

/** What was sent, as staff read it. Throws Problem not-found where there is no record, or it was erased. */
export async function sentAs(from: Pick<Transaction, 'query'>, reference: string) {
  const rows = await answersOf(await recordOf(from, reference))
  return { answers: rows.map(({ key, value }) => ({ question: key, answer: value })) }
}

const ways: Record<string, string> = { telephone: 'By telephone', 'in-person': 'In person', letter: 'By letter', email: 'By email' }

/** Who of the staff filled it in for somebody, and how that person got in touch; nothing where people did so themselves. */
export async function behalfOf(from: Pick<Transaction, 'query'>, reference: string) {
  await recordOf(from, reference)
  const found = await findBehalf(from, reference)
  return { behalf: found ? [{ way: ways[found.way] ?? found.way, by: found.by, at: found.at.toISOString() }] : [] }
}

/** What does not get on by itself, and what was ended by whom. */
export async function troublesOf(from: Pick<Transaction, 'query'>, reference: string) {
  await recordOf(from, reference)
  const [stuck, endings] = await Promise.all([findAttention(from, reference), listEndings(from, reference)])
  const now = stuck ? [{ what: stuck.happened, at: stuck.since.toISOString() }] : []
  return { troubles: [...endings.map(({ at, by, reason }) => ({ what: `Ended: ${reason}`, at, by })), ...now] }
}

async function recordOf(from: Pick<Transaction, 'query'>, reference: string) {
  const record = await findRecord(from, reference)
  if (!record) throw notFound()
  return record
}
