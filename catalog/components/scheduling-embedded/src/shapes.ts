import type { components } from '../../../capabilities/scheduling/contract.ts'

type Schemas = components['schemas']

// The contract's shapes under short names.
export type BookableTerms = Schemas['Bookable']
export type Booking = Schemas['Booking']
export type BookingStatus = Booking['status']
export type BookingSummary = Schemas['BookingSummary']
export type Confirmation = Schemas['Confirmation']
export type Confirmed = Schemas['Confirmed']
export type Hold = Schemas['Hold']
export type Limit = NonNullable<Confirmation['limit']>
export type NewHold = Schemas['NewHold']
export type OfferedSlot = Schemas['Slot']
