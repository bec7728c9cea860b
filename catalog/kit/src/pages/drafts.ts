import type { Principal } from '../definition.ts'
import type { Typed } from './answers.ts'
import type { Draft, SessionData } from './session-data.ts'
import type { Visit } from './visit.ts'

/** A page may be opened with a query, and is sent without one. */
export const pathOf = (url: string): string => url.split('?')[0] ?? url

/** Each tab may have one. */
const MOST = 10

/** Keeps what a form sent, for the page that is shown after sign-in. */
export async function keepDraft(visit: Visit, typed: Typed, key: string, subject: string | undefined): Promise<void> {
  const { _csrf, _key, ...fields } = typed
  const draft: Draft = {
    path: pathOf(visit.request.url),
    typed: fields,
    key,
    ...(subject !== undefined && { subject }),
  }
  await visit.change((data) => {
    data.drafts = [...withoutDraft(data, draft.path), draft].slice(-MOST)
  })
}

/** What was kept for this page, if this person may have it. What somebody else sent is deleted, not shown. */
export async function draftFor(visit: Visit, principal: Principal): Promise<Draft | undefined> {
  const found = visit.session?.drafts?.find(({ path }) => path === pathOf(visit.request.url))
  if (found === undefined || found.subject === undefined || found.subject === principal.subject) return found
  await dropDraft(visit)
  return undefined
}

/** Keeps it, to be shown and no more to be saved: whatever comes of the one try, it is not made twice unasked. */
export async function claimDraft(visit: Visit): Promise<void> {
  await visit.change((data) => {
    for (const draft of data.drafts ?? []) if (draft.path === pathOf(visit.request.url)) delete draft.resume
  })
}

export async function dropDraft(visit: Visit): Promise<void> {
  await visit.change((data) => {
    data.drafts = withoutDraft(data, pathOf(visit.request.url))
  })
}

/** After sign-in: the form that led to it may be saved, if the person is the one who sent it. */
export function resumeDraft(data: SessionData, path: string, subject: string): void {
  data.drafts = data.drafts?.map((draft) =>
    draft.path === pathOf(path) && draft.subject === subject ? { ...draft, resume: true as const } : draft,
  )
}

/** Said above a form that shows what was kept, by the text of its button. */
export const notSaved = (button: string): string =>
  `Not saved yet. What you typed is still here: check it, then select “${button}”.`

/** The drafts of a session but the one of a page. */
export function withoutDraft({ drafts = [] }: SessionData, path: string): Draft[] {
  return drafts.filter((draft) => draft.path !== path)
}
