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

  async function eraseIn(some: Part[], people: PersonQuery[]): Promise<void> {
    for (const body of people) await Promise.all(some.map((part) => part.erasePersonalData({ body })))
  }

  return {
    export: async (person, tx) => heldOn(await known(person, tx), tx),

    /**
     * What leads on goes last: cases before the service's own records, those before what is found by the person, and
     * accounts at the very end. Wherever it breaks off, the same request finds what is left.
     */
    async erase(person, tx) {
      const people = await known(person, tx)
      const erased = (await heldOn(people, tx)).length
      const words = people.flatMap((one) => Object.values(one) as string[])
      // What is open in the service ends first: it would write to the parts anew.
      for (const one of people) words.push(...(await own.erase(one, tx)).known)
      await eraseIn(parts, people.filter(isCase))
      tx.afterCommit(async () => {
        for (let left = tries; ; left--) {
          const withAccounts = await Promise.all(parts.map((part) => holdsAccount(part, people)))
          await eraseIn(
            parts.filter((_, index) => !withAccounts[index]),
            people,
          )
          await eraseIn(parts, people)
          // What was under way when it ended may have written once more.
          if ((await heldOn(people, undefined)).length === 0) return
          if (left === 1) throw new Problem('unavailable', 'Something is still written on this person: ask again.')
        }
      })
      return { erased, known: words }
    },

    sweep: (now, tx) => own.sweep(now, tx),
  }
}

/** A case that was found, not what a person is known by. */
function isCase({ reference, ...person }: PersonQuery): boolean {
  return reference !== undefined && Object.keys(person).length === 0
}

async function holdsAccount(part: Part, people: PersonQuery[]): Promise<boolean> {
  const answers = await Promise.all(people.map((body) => part.exportPersonalData({ body })))
  return answers.some(({ records }) => records.some(({ kind }) => kind === 'account'))
}

function accountOf({ data }: Held): PersonQuery {
  return { email: String(data.email), personId: String(data.personId) }
}
