import { mountPartPages } from '@composed/kit/part-pages'
import type { FastifyInstance } from 'fastify'
import { askForLinkRoutes } from './ask-for-link.ts'
import type { Desk } from './desk.ts'
import { interactionRoutes } from './interaction.ts'
import { linkRoutes } from './link.ts'
import { passwordRoutes } from './password.ts'

/** Mounts the pages. */
export async function mountPages(app: FastifyInstance, desk: Desk, headers: Record<string, string>): Promise<void> {
  await mountPartPages(app, { headers, render: desk.render, organisation: desk.settings.organisation }, (scope) => {
    interactionRoutes(scope, desk)
    askForLinkRoutes(scope, desk)
    linkRoutes(scope, desk)
    passwordRoutes(scope, desk)
  })
}
