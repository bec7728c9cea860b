import { PageProblem } from '../pages/page-problem.ts'
import type { StaffHandler } from '../pages/staff.ts'
import { statusOf } from '../pages/status.ts'
import type { Site } from '../pages/visit.ts'
import type { WholeFile } from '../pages/whole-file.ts'
import { itemOf } from './item.ts'
import { showFor } from './item-page.ts'
import { answerOf, fileIn, kindOf, membersOf, parametersOf } from './members.ts'
import { wired } from './reading.ts'
import type { Ready } from './ready.ts'
import type { ReadyList } from './ready-list.ts'
import { mayCall, refuseUnless } from './rights.ts'
import type { Row } from './rows.ts'
import { labelOf } from './shown.ts'

/** What an entry of a panel leads to, with the rights of who asks. */
export const entryPage =
  (ready: Ready, one: ReadyList, site: Site): StaffHandler =>
  async (visit, principal) => {
    const panel = one.panels.find((each) => each.panel.id === visit.params.panel)
    if (panel?.open === undefined) throw new PageProblem(404, 'missing')
    const { open } = panel
    refuseUnless(mayCall(principal, open))
    const item = await itemOf(one, visit, principal)
    const known = parametersOf(open.operation).filter(({ name }) => visit.query[name])
    const which = Object.fromEntries(known.map(({ name }) => [name, name]))
    const answer = (await open.call(wired(open, which, visit.query), { token: principal.token }).catch((error) => {
      if ([400, 404].includes(statusOf(error))) throw new PageProblem(404, 'missing')
      throw error
    })) as Row
    const file = fileIn(open.operation)
    if (file) return visit.attach(answer[file.name] as WholeFile)
    const members = membersOf(answerOf(open.operation).schema).filter(({ schema }) => kindOf(schema) !== 'items')
    const show = await showFor(
      ready,
      members.map(({ schema }) => schema),
      principal,
      site,
    )
    const facts = members
      .map((member) => ({ key: labelOf(ready.desk, member), cell: show(member.schema, answer[member.name]) }))
      .filter(({ cell }) => cell.text !== '')
    const data = { heading: panel.panel.title, facts, back: item.path, signedIn: visit.session?.staff, form: true }
    return visit.show('desk-item', data)
  }
