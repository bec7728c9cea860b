import type { Visit } from '../pages/visit.ts'

/** What is to be said once; it is said no more. */
export async function takeNotice(visit: Visit): Promise<string | undefined> {
  const notice = visit.session?.notice
  if (notice !== undefined) await visit.change((data) => delete data.notice)
  return notice
}
