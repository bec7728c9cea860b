import type { Schema } from '../contract.ts'
import { answerOf, fits, type Member, membersOf, parametersOf } from './members.ts'
import type { Called, Given } from './parts.ts'
import { bodyOf, memberOf, type Reading, type Say, wired } from './reading.ts'
import type { Hold } from './shapes.ts'

/** A hold that fits its contract. */
export interface ReadyHold {
  called: Called
  /** member of its body */
  takes: Member
  /** member of its answer */
  gives: string
  release: { called: Called; given(id: unknown): Given } | undefined
}

/** `wanted` is what is given once it is held. */
export function readyHold(hold: Hold, wanted: Schema, read: Reading, say: Say): ReadyHold | undefined {
  const called = read.operation(hold.do, say)
  if (!called) return undefined
  const body = bodyOf(called)
  const takes = memberOf(body, hold.takes, `the body of ${called.id}`, say)
  for (const { name, required } of [...parametersOf(called.operation), ...body])
    if (required && name !== hold.takes) say(`${called.id} needs ${name}, which nothing gives it`)
  const answered = membersOf(answerOf(called.operation).schema)
  const gives = memberOf(answered, hold.gives, `the answer of ${called.id}`, say)
  if (gives && !fits(gives.schema, wanted)) say(`${hold.gives} of ${called.id} is not of the type that is to be given`)
  const release = hold.release === undefined ? undefined : releaseOf(hold.release, gives, read, say)
  return takes && gives && { called, takes, gives: gives.name, release }
}

/** It has to be about what is held, and about nothing else. */
function releaseOf(id: string, held: Member | undefined, read: Reading, say: Say): ReadyHold['release'] {
  const called = read.operation(id, say)
  if (!called || !held) return undefined
  const [about, ...more] = [...parametersOf(called.operation), ...bodyOf(called)].filter(({ required }) => required)
  if (about && more.length === 0 && fits(about.schema, held.schema)) {
    const { name } = about
    const given = (id: unknown) =>
      'place' in about ? wired(called, { [name]: name }, { [name]: id }) : { body: { [name]: id } }
    return { called, given }
  }
  return say(`${called.id} is not about what is held alone`)
}
