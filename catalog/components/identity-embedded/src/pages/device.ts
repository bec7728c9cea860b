import { networkOf } from '@composed/kit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Place } from '../attempts.ts'
import { knownDays, knownDevice, newDevice, rememberDevice } from '../devices.ts'
import { readCookie } from './csrf.ts'
import type { Desk } from './desk.ts'

const nameFor = (desk: Desk) => (desk.secure ? '__Host-identity_device' : 'identity_device')

/** From where somebody tries this account. Its address is plain, as forms give it. */
export async function placeOf(desk: Desk, request: FastifyRequest, email: string): Promise<Place> {
  const device = await knownDevice(desk.db, email, readCookie(request, nameFor(desk)))
  return { address: networkOf(request.ip), device }
}

/** After the right password: from now on this browser is known to the account. */
export async function nowKnown(desk: Desk, request: FastifyRequest, reply: FastifyReply, email: string): Promise<void> {
  const name = nameFor(desk)
  const device = readCookie(request, name) ?? newDevice()
  await rememberDevice(desk.db, email, device)
  const secure = desk.secure ? '; Secure' : ''
  reply.header(
    'set-cookie',
    `${name}=${device}; Path=/; Max-Age=${knownDays * 86_400}; HttpOnly; SameSite=Lax${secure}`,
  )
}
