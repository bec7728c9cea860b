import type { operations } from '../../capabilities/personal-data/contract.ts'
import type { Client } from './client.ts'
import type { PersonalData, PersonQuery, Transaction } from './definition.ts'
import { Problem } from './problem.ts'

type Part = Client<operations>

interface Held {
  kind: string
  data: Record<string, unknown>
}

const tries = 3

/**
 * What a service answers for a person: what it holds itself and what the parts hold that it uses, so that nobody has to
 * know which they are. Parts know the person by different things (one by email address, another by case), so what one of
 * them knows leads on to the others. An erasure that could not be finished everywhere fails, and may be asked for again.
 */
export function personalDataEverywhere(own: PersonalData, parts: Part[]): PersonalData {
  async function heldOn(people: PersonQuery[], tx: Transaction | undefined): Promise<Held[]> {
    const found: Held[] = []
    for (const body of people) {
      if (tx) found.push(...((await own.export(body, tx)) as Held[]))
      const answers = await Promise.all(parts.map((part) => part.exportPersonalData({ body })))
      found.push(...answers.flatMap(({ records }) => records as unknown as Held[]))
    }
    return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
  }

  /** The person, with the account they have and the cases that are theirs. */
  async function known(person: PersonQuery, tx: Transaction): Promise<PersonQuery[]> {
    const accounts = await heldOn([person], undefined)
    const people = [person, ...accounts.flatMap((one) => (one.kind === 'account' ? [accountOf(one)] : []))]
    const cases = (await heldOn(people, tx)).flatMap((one) =>
      one.kind === 'record' || one.kind === 'case' ? [String(one.data.reference)] : [],
    )
    const references = new Set(cases.filter((reference) => reference !== person.reference))
    return [...people, ...[...references].map((reference) => ({ reference }))]
  }

  /** The parts that hold an account of these people. */
  async function keepersOf(people: PersonQuery[]): Promise<Set<Part>> {
    const keepers = new Set<Part>()
    for (const body of people)
      for (const part of parts) {
        const { records } = await part.exportPersonalData({ body })
        if ((records as unknown as Held[]).some(({ kind }) => kind === 'account')) keepers.add(part)
      }
    return keepers
  }

  /** Those that hold the account come last: it leads to all the rest, so as long as something is left it can be found again. */
  async function eraseInParts(people: PersonQuery[]): Promise<number> {
    const keepers = await keepersOf(people)
    let erased = 0
    for (const some of [parts.filter((part) => !keepers.has(part)), [...keepers]])
      for (const body of people)
        for (const answer of await Promise.all(some.map((part) => part.erasePersonalData({ body }))))
          erased += answer.erased
    return erased
  }

  return {
    export: async (person, tx) => heldOn(await known(person, tx), tx),

    async erase(person, tx) {
      const people = await known(person, tx)
      let erased = 0
      const words = people.flatMap((one) => Object.values(one) as string[])
      // First its own, which ends what would write to the parts anew.
      for (const one of people) {
        const here = await own.erase(one, tx)
        erased += here.erased
        words.push(...here.known)
      }
      erased += await eraseInParts(people)
      // What was under way when it ended may have written once more.
      tx.afterCommit(async () => {
        for (let left = tries; (await heldOn(people, undefined)).length > 0; left--) {
          if (left === 0) throw new Problem('unavailable', 'Something is still written on this person: ask again.')
          await eraseInParts(people)
        }
      })
      return { erased, known: words }
    },

    sweep: (now, tx) => own.sweep(now, tx),
  }
}

function accountOf({ data }: Held): PersonQuery {
  return { email: String(data.email), personId: String(data.personId) }
}
