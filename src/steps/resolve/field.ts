import { fieldWord } from '../../catalog/asks.ts'
import { capitalise } from '../../goal/words.ts'
import type { Question, RecordField } from '../../schema.ts'

/** The field of the record that asks for a type in a role: Postcode, home → homePostcode, "What is the home postcode?" */
export function fieldFor(
  types: ReadonlyMap<string, unknown>,
  type: string,
  role: string,
  question: Question,
): Pick<RecordField, 'name' | 'type' | 'role' | 'question'> {
  const inRole = (text: string) => text.replaceAll('{role}', role)
  const hint = question.hint === undefined ? {} : { hint: inRole(question.hint) }
  const name = `${role}${capitalise(fieldWord(types, type))}`
  const { autocomplete: _, ...ofOthers } = question
  // Browsers fill in what belongs to the person at the keyboard, which is wrong for anybody else's data.
  const asked = role === 'applicant' ? question : ofOthers
  return { name, type, role, question: { ...asked, title: inRole(question.title), ...hint } }
}
