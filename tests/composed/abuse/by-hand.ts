import { randomUUID } from 'node:crypto'
import type { Answer } from './ask.ts'
import { formsIn, listPath, post, type Visitor, visit } from './pages.ts'
import type { Scene } from './scene.ts'

/** Sends fields to an address, with whatever token stands on any page of this visitor: what needs no form to be there. */
export async function byHand(
  { place }: Scene,
  visitor: Visitor,
): Promise<(address: string, fields: Record<string, string>) => Promise<Answer>> {
  const { url } = place.service
  const page = await visit(url, listPath(place), visitor)
  const _csrf = formsIn(page.body, '/')[0]!.fields._csrf!
  return (action, fields) => post(url, { action, fields: { _csrf, _key: randomUUID(), ...fields } }, visitor)
}

/** What every action of the desk asks, all of it right, and confirmed. */
export const everyField = ({ world }: Scene): Record<string, string> => ({
  _confirmed: 'yes',
  text: 'Sample words',
  reason: 'Sample words',
  outcome: 'Sample words',
  question: 'Sample words',
  subject: 'Sample words',
  body: 'Sample words',
  assignee: world.ids.caseworker,
  status: 'waiting',
  priority: 'urgent',
  team: 'south-team',
  'dueAt-day': '1',
  'dueAt-month': '6',
  'dueAt-year': '2099',
  'dueAt-time': '9:30am',
})
