import { type Handlers, passOn, type Principal } from '@composed/kit'
import { tryAgain } from '@composed/kit/flows'
import type { operations } from '../contracts/openapi.ts'
import { sentAs, troublesOf } from './answers.ts'
import { attentionList, caseFile, endAttention, notFound, notStuck, receive, statusFor } from './cases.ts'
import { caseManagement } from './clients.ts'

const onBehalfOf = (principal: Principal | undefined, key?: string) => ({ token: principal?.token ?? '', ...(key ? { key } : {}) })

/** One handler per operation of contracts/openapi.yaml. Staff act with their own rights, never with this service's. */
export const api: Handlers<operations> = {
  submit: async ({ body, principal, key, tx }) => {
    const reference = await receive(tx, body, principal?.subject, `${principal?.subject}/${key}`)
    return { status: 201, body: { reference } }
  },
  readStatus: async ({ path, principal, tx }) => {
    const status = await statusFor(tx, path.reference, (record) => record.applicantId === principal?.subject)
    if (!status) throw notFound()
    return { status: 200, body: status }
  },
  readAnswers: async ({ path, tx }) => ({ status: 200, body: await sentAs(tx, path.reference) }),
  readTroubles: async ({ path, tx }) => ({ status: 200, body: await troublesOf(tx, path.reference) }),
  listQueue: async ({ query, principal }) => ({ status: 200, body: await passOn(caseManagement.listCases({ query }, onBehalfOf(principal))) }),
  readCase: async ({ path, principal }) => ({ status: 200, body: await caseFile(path.reference, principal?.token ?? '') }),
  allocate: async ({ path, body, principal, key }) => {
    await passOn(caseManagement.allocateCase({ path, body }, onBehalfOf(principal, key)))
    return { status: 204 }
  },
  addNote: async ({ path, body, principal, key }) => {
    await passOn(caseManagement.addNote({ path, body }, onBehalfOf(principal, key)))
    return { status: 204 }
  },
  changeStatus: async ({ path, body, principal, key }) => {
    await passOn(caseManagement.changeStatus({ path, body }, onBehalfOf(principal, key)))
    return { status: 204 }
  },
  decide: async ({ path, body, principal, key }) => {
    await passOn(caseManagement.closeCase({ path, body }, onBehalfOf(principal, key)))
    return { status: 204 }
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
}
