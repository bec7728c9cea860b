import type { components } from '../../../capabilities/case-management/contract.ts'

type Schemas = components['schemas']

// The contract's shapes under short names.
export type Allocation = Schemas['Allocation']
export type Case = Schemas['Case']
export type CaseStatus = Schemas['CaseStatus']
export type CaseSummary = Schemas['CaseSummary']
export type Closure = Schemas['Closure']
export type DueDateChange = Schemas['DueDateChange']
export type HistoryEntry = Schemas['HistoryEntry']
export type KeptFrom = Schemas['KeptFrom']
export type NewCase = Schemas['NewCase']
export type Note = Schemas['Note']
export type OpenedCase = Schemas['OpenedCase']
export type PriorityCorrection = Schemas['PriorityCorrection']
export type Refusal = Schemas['Refusal']
export type Reopening = Schemas['Reopening']
export type ResponseTarget = Schemas['ResponseTarget']
export type StatusChange = Schemas['StatusChange']
export type Team = Schemas['Team']
export type TeamChange = Schemas['TeamChange']
