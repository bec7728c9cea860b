import { randomUUID } from 'node:crypto'
import { claimDraft, draftFor, dropDraft, keepDraft, notSaved } from '../pages/drafts.ts'
import { keyOf, type StaffHandler } from '../pages/staff.ts'
import { statusOf } from '../pages/status.ts'
import type { Site } from '../pages/visit.ts'
import { openAct } from './act.ts'
import { perform } from './act-do.ts'
import { showForm } from './act-form.ts'
import { openFields } from './form.ts'
import { isAllowed } from './item.ts'
import type { Ready } from './ready.ts'
import type { ReadyList } from './ready-list.ts'
import { seenIn, seenOn } from './seen.ts'

/** The form of an action, filled in with what is there. What a form sent whose sign-in had ended is done, or shown again. */
export const formPage =
  (ready: Ready, one: ReadyList, site: Site): StaffHandler =>
  async (visit, principal) => {
    const draft = await draftFor(visit, principal)
    const act = await openAct(ready, one, site, visit, principal, draft?.typed)
    if (draft?.resume) {
      await claimDraft(visit)
      return perform(act, draft.typed, draft.key)
    }
    const { item } = act
    if (item && draft === undefined && !isAllowed(one, item, act.act)) return visit.go(item.path)
    if (draft !== undefined) await dropDraft(visit)
    const { _version = '', _marks = '' } = draft?.typed ?? {}
    // How it was on the page that they came from: what was done since then they have not seen.
    const before = draft ? seenIn({ version: _version, marks: _marks }) : seenIn(visit.query)
    return showForm(act, openFields(act.asked, item?.values ?? {}, draft?.typed), {
      key: draft?.key ?? randomUUID(),
      seen: { ...(item && seenOn(one, item)), ...before },
      ...(draft && { unsaved: notSaved(act.act.action.button) }),
    })
  }

/** What is sent is done once, however often it is sent. What met a part that is away is kept, whatever the part was asked. */
export const sentForm =
  (ready: Ready, one: ReadyList, site: Site): StaffHandler =>
  async (visit, principal) => {
    const key = keyOf(visit.typed)
    try {
      return await perform(await openAct(ready, one, site, visit, principal, visit.typed), visit.typed, key)
    } catch (error) {
      if (statusOf(error) >= 500) await keepDraft(visit, visit.typed, key, principal.subject)
      throw error
    }
  }
