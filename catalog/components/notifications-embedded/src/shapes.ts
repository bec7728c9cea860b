import type { components } from '../../../capabilities/notifications/contract.ts'

type Schemas = components['schemas']

// The contract's shapes under short names.
export type AnotherMessage = Schemas['AnotherMessage']
export type Contact = Schemas['Contact']
export type DutyMessage = Schemas['DutyMessage']
export type Message = Schemas['Message']
export type NewMessage = Schemas['NewMessage']
export type SentMessage = Schemas['SentMessage']
