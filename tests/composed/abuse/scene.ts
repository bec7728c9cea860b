import type { Operation } from '../../../catalog/kit/src/contract.ts'
import { filledIn, type Visitor, visitorsOf } from './pages.ts'
import { type Place, type Server, startPlace } from './place.ts'
import { changesOf } from './rows.ts'
import { makeWorld, type World } from './world.ts'

/** A place that runs, who is in it, and what can be called. */
export interface Scene {
  place: Place
  world: World
  visitors: Visitor[]
  visitor(role: string): Visitor
  /** an application that is filled in and not sent, in a browser of its own */
  application: { visitor: Visitor; path: string; id: string }
  /** every operation of every contract, by its title */
  operations: (readonly [title: string, one: { server: Server; operation: Operation }])[]
  /** Nothing that there was may be another after the tries, nor anything be there that was not. */
  changingNothing(tries: () => Promise<string[]>): Promise<string[]>
}

export const answers: Record<string, string> = {
  applicantName: 'Applying Person',
  subjectName: 'Applied Subject',
  situation: 'The applicant waits for nobody else.',
  immediateDanger: 'no',
  gettingWorse: 'no',
  homePostcode: 'ZZ99 1AB',
  homeAddress: '999900000001',
  'applicantContact-email': 'applying@example.com',
}

export async function openScene(sentence: string): Promise<Scene> {
  const place = await startPlace(sentence)
  try {
    const [world, visitors, application] = await Promise.all([
      makeWorld(place),
      visitorsOf(place),
      filledIn(place, answers),
    ])
    return {
      place,
      world,
      visitors,
      visitor: (role) => visitors.find((one) => one.role === role)!,
      application: { ...application, id: application.path.split('/').at(-1)! },
      operations: place.servers.flatMap((server) =>
        server.operations.map(
          (operation) => [`${server.name} ${operation.operationId}`, { server, operation }] as const,
        ),
      ),
      async changingNothing(tries) {
        await place.rows.settled()
        const before = await place.rows.state()
        const found = await tries()
        return [...found, ...changesOf(before, await place.rows.state())]
      },
    }
  } catch (error) {
    await place.stop()
    throw error
  }
}
