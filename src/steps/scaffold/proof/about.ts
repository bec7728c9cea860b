import type { Operation } from '../../../catalog/contract.ts'

/** Whether what an operation is sent says which record it is about, so that a test tells the calls of one from all others. */
export const isAboutRecord = ({ inputs }: Operation): boolean =>
  inputs.some(({ type, role }) => type === 'Reference' && role === 'record')
