import type { FileSet, Verification } from '../schema.ts'
import type { Facts } from '../steps/page.ts'

/** What a folder's verification has shown, for whoever reports of it in another way than the report does. */
export interface Shown {
  folder: string
  facts: Omit<Facts, 'catalog'> & { proof: NonNullable<Facts['proof']> }
  files: FileSet
  verification: Verification
}
