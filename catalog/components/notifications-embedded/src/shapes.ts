import type { components } from '../../../capabilities/notifications/contract.ts'

type Schemas = components['schemas']

// The contract's shapes under short names.
export type Address = Schemas['Address']
export type Email = Schemas['Email']
export type Letter = Schemas['Letter']
export type Message = Schemas['Message']
export type SentMessage = Schemas['SentMessage']
export type Text = Schemas['Text']
