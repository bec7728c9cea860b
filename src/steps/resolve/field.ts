import { capitalise } from '../../goal/words.ts'
import type { Question, RecordField } from '../../schema.ts'

const short: Record<string, string> = { UPRN: 'address', EmailAddress: 'email', PhoneNumber: 'phone' }

/** The field of the record that asks for a type in a role: Postcode, home → homePostcode, "What is the home postcode?" */
export function fieldFor(
  type: string,
  role: string,
  question: Question,
): Pick<RecordField, 'name' | 'type' | 'role' | 'question'> {
  const inRole = (text: string) => text.replaceAll('{role}', role)
  const hint = question.hint === undefined ? {} : { hint: inRole(question.hint) }
  const name = `${role}${capitalise(short[type] ?? type)}`
  return { name, type, role, question: { ...question, title: inRole(question.title), ...hint } }
}
