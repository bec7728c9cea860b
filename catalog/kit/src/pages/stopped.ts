import type { FastifyInstance } from 'fastify'
import { shown } from './fields.ts'
import { standing } from './standing.ts'
import { changeable } from './stops.ts'
import { STOPPED, turns } from './turn.ts'
import { page, type Site } from './visit.ts'

/** The page that says why somebody cannot go on, with the answers that it comes of. */
export function stoppedRoutes(app: FastifyInstance, site: Site): void {
  const { unsent, onward } = turns(site)
  app.get(
    `/apply/:id/${STOPPED}`,
    page(
      site,
      unsent(async (visit, own) => {
        const halt = await standing(site.pages, own)
        if (halt === undefined) return onward(visit, own)
        const rows = changeable(site.pages, own.answers, halt).map((question) => ({
          question: question.title,
          answer: shown(question, own.answers[question.name], own.application?.labels?.[question.name]),
          href: `${own.path}/${question.name}`,
        }))
        return visit.show('stopped', { ...halt, rows, back: rows.at(-1)?.href ?? '/' })
      }),
    ),
  )
}
