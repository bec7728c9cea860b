import { pathOf } from '../pages/drafts.ts'
import type { Typed } from '../pages/kinds/kind.ts'
import type { Visit } from '../pages/visit.ts'
import type { Asked } from './form.ts'

/** Each tab may have one, and some more that were sent before. */
const MOST = 10

/**
 * What forms picked is known before it is held: of two clicks at once the second finds it as well, though nobody is offered
 * it any more. It is known to the form alone that was offered it.
 */
export async function keepPicks(asked: Asked[], typed: Typed, visit: Visit, key: string): Promise<void> {
  const path = pathOf(visit.request.url)
  const picked = asked.flatMap(({ one, question: { name }, choices }) => {
    const choice = one.hold && choices.find(({ value }) => value === typed[name])
    return choice ? [{ path, key, name, choice }] : []
  })
  if (picked.length === 0) return
  await visit.change((data) => {
    data.picks = [...(data.picks ?? []), ...picked].slice(-MOST)
  })
}

/** The questions of a form with what it picked when it was sent before. */
export async function withPicks(asked: Asked[], typed: Typed, visit: Visit, key: string): Promise<Asked[]> {
  const missing = asked.filter(
    ({ one, question: { name }, choices }) =>
      one.hold && typed[name] && !choices.some(({ value }) => value === typed[name]),
  )
  if (missing.length === 0) return asked
  const { picks = [] } = await visit.change(() => {})
  const path = pathOf(visit.request.url)
  return asked.map((each) => {
    const { name } = each.question
    const before = picks.find(
      (one) => one.path === path && one.key === key && one.name === name && one.choice.value === typed[name],
    )
    return missing.includes(each) && before ? { ...each, choices: [...each.choices, before.choice] } : each
  })
}
