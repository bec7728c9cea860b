import type { components } from '../../../capabilities/payments/contract.ts'

type Schemas = components['schemas']

// The contract's shapes under short names.
export type Created = Schemas['Created']
export type Day = Schemas['Day']
export type NewPayment = Schemas['NewPayment']
export type NewRefund = Schemas['NewRefund']
export type Payment = Schemas['Payment']
export type PaymentStatus = Payment['status']
export type PaymentSummary = Schemas['PaymentSummary']
export type PaymentWay = NonNullable<Payment['way']>
export type Refund = Schemas['Refund']
export type Refunded = Schemas['Refunded']
