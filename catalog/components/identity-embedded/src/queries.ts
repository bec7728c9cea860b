import type { Database } from '@composed/kit'

/** What can run a query: the database itself, or one open transaction. */
export type Queries = Pick<Database, 'query'>
