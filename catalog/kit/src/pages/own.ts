import { changeApplication } from './application.ts'
import type { Application } from './session-data.ts'
import type { Answers } from './shapes.ts'
import type { Visit } from './visit.ts'

/** One visit of one application: its id stands in the path, and its answers never meet those of another. */
export interface Own {
  id: string
  /** the application's own path */
  path: string
  application: Application | undefined
  answers: Answers
  change(alter: (one: Application) => void): Promise<Application>
}
export const ownPath = (id: string) => `/apply/${id}`

export const ownOf = (visit: Visit, id: string): Own => {
  const application = visit.session?.applications?.[id]
  return {
    id,
    path: ownPath(id),
    application,
    answers: application?.answers ?? {},
    change: async (alter) => {
      const { applications } = await visit.change((data) => changeApplication(data, id, alter))
      const changed = applications?.[id]
      if (changed === undefined) throw new Error('the application was not kept')
      return changed
    },
  }
}

/** The same application as a change has left it. */
export const again = (visit: Visit, { id }: Own): Own => ownOf(visit, id)
