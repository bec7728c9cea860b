import { ownFields } from './fields.ts'
import type { Own } from './own.ts'
import { PageProblem } from './page-problem.ts'
import type { ServicePages } from './shapes.ts'
import { currentPrincipal, signInPath } from './sign-in.ts'
import type { Visit } from './visit.ts'

/**
 * What staff fill in for somebody is open to the one who began it, as long as they are signed in. Where to sign in when they
 * are not: what was typed is kept for when they are back.
 */
export async function behalfAside(
  { behalf, questions }: ServicePages,
  visit: Visit,
  own: Own,
): Promise<string | undefined> {
  const begun = own.application?.behalf
  if (begun === undefined) return undefined
  const principal = currentPrincipal(visit.session)
  if (principal !== undefined) {
    if (principal.subject !== begun.by) throw new PageProblem(404, 'missing')
    if (behalf === undefined || !principal.scopes.includes(behalf.scope)) throw new PageProblem(403, 'right')
    return undefined
  }
  const question = questions.find(({ name }) => name === visit.params.question)
  if (question !== undefined && visit.request.method === 'POST' && question.kind !== 'file')
    await own.change((one) => {
      one.drafts = { ...one.drafts, [question.name]: ownFields(question, visit.typed) }
    })
  return signInPath(question === undefined ? own.path : `${own.path}/${question.name}`)
}
