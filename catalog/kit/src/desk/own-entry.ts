import { PageProblem } from '../pages/page-problem.ts'
import { statusOf } from '../pages/status.ts'
import type { Site, Visit } from '../pages/visit.ts'
import type { WholeFile } from '../pages/whole-file.ts'
import { fileIn, parametersOf } from './members.ts'
import type { ReadyOwn, ReadyOwnList } from './own-ready.ts'
import { type Answers, answersTo, type OwnRecord, questionOf } from './own-state.ts'
import type { Called } from './parts.ts'
import { wired } from './reading.ts'
import type { Row } from './rows.ts'

/** What is listed of their own now. */
export function rowsOf({ list, rows }: ReadyOwnList, answers: Answers): Row[] | 'away' {
  const answer = answers.get(questionOf(list))
  return answer === 'away' ? answer : ((answer?.[rows] as Row[] | undefined) ?? [])
}

/** What a row is opened with. */
export function entryQuery({ operation }: Called, row: Row): string {
  const names = parametersOf(operation).map(({ name }) => name)
  return `${new URLSearchParams(names.map((name) => [name, String(row[name])]))}`
}

/** A file among what is listed of their own. What is not listed for them is not there, whoever knows its identifier. */
export async function openEntry(ready: ReadyOwn, visit: Visit, record: OwnRecord, { log }: Site) {
  const one = ready.lists[Number(visit.params.list)]
  const { open } = one ?? {}
  if (one === undefined || open === undefined) throw new PageProblem(404, 'missing')
  const rows = rowsOf(one, await answersTo(ready, record, log))
  if (rows === 'away') throw new PageProblem(503, 'service')
  const asked = `${new URLSearchParams(visit.query)}`
  const row = rows.find((each) => entryQuery(open, each) === asked)
  const file = fileIn(open.operation)
  if (row === undefined || file === undefined) throw new PageProblem(404, 'missing')
  const which = Object.fromEntries(parametersOf(open.operation).map(({ name }) => [name, name]))
  const answer = await open.call(wired(open, which, row), {}).catch((error) => {
    if (statusOf(error) === 404) throw new PageProblem(404, 'missing')
    throw error
  })
  return visit.attach((answer as Row)[file.name] as WholeFile)
}
