import type { components } from '../../../capabilities/documents/contract.ts'

type Schemas = components['schemas']

// The contract's shapes under short names.
export type Document = Schemas['Document']
export type Documents = Schemas['Documents']
export type Keeping = Schemas['Keeping']
export type Request = Schemas['Request']
export type SentFile = Schemas['NewUpload']['file']
export type Upload = Schemas['Upload']
