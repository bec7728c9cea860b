import type { Context, Handlers } from '@composed/kit'
import { deskHandlers } from '@composed/kit/desk'
import { tryAgain } from '@composed/kit/flows'
import type { operations } from '../contracts/openapi.ts'
import { attentionList, endAttention, notStuck } from './attention.ts'
import { desk, parts } from './desk.ts'
import { statusFor } from './own.ts'
import { receive } from './receive.ts'
import { notFound } from './record.ts'

/**
 * One handler per operation of contracts/openapi.yaml: this service's own, and what staff see and do, passed on to the parts
 * with their own rights, never with this service's.
 */
export const api = ({ db }: Context): Handlers<operations> => ({
  ...(deskHandlers(desk, parts(db)) as Partial<Handlers<operations>>),
  submit: async ({ body, principal, key, tx }) => {
    const reference = await receive(tx, body, { applicantId: principal?.subject, request: `${principal?.subject}/${key}` })
    return { status: 201, body: { reference } }
  },
  readStatus: async ({ path, principal, tx }) => {
    const status = await statusFor(tx, path.reference, (record) => record.applicantId === principal?.subject)
    if (!status) throw notFound()
    return { status: 200, body: status }
  },
  listAttention: async ({ query, tx }) => ({ status: 200, body: await attentionList(tx, query.after) }),
  tryAgain: async ({ path, tx }) => {
    if (!(await tryAgain(tx, path.reference))) throw notStuck()
    return { status: 204 }
  },
  endAttention: async ({ path, body, principal, tx }) => {
    if (!(await endAttention(tx, path.reference, principal?.subject ?? '', body.reason))) throw notStuck()
    return { status: 204 }
  },
} as Handlers<operations>)
