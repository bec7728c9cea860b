import type { FileSet } from '../schema.ts'
import { pageName } from '../workspace/names.ts'
import { askedSection, openSection, unreadSection } from './page/asked.ts'
import { assumedSection, notCoveredSection } from './page/assumed.ts'
import { dataSection } from './page/data.ts'
import type { Block, Document, Section } from './page/document.ts'
import type { Facts } from './page/facts.ts'
import { gapsSection } from './page/gaps.ts'
import { htmlOf } from './page/html.ts'
import { messagesSection } from './page/messages.ts'
import { partsSection } from './page/parts.ts'
import { peopleSection } from './page/people.ts'
import { provedSection } from './page/proved.ts'
import { questionsSection } from './page/questions.ts'
import { rulesSection, timesSection } from './page/rules.ts'
import { waySection } from './page/way.ts'
import { words } from './page/words.ts'

export type { Facts } from './page/facts.ts'

/**
 * What a service is and does, for those who decide about it: of a plan, or of a service with what was proved of it. Pure: it
 * holds no clock, no name of a run and nothing that the facts do not hold.
 */
export function documentOf(facts: Facts): Document {
  const sections: Section[] = [
    askedSection(facts),
    unreadSection(facts),
    ...openSection(facts),
    questionsSection(facts),
    rulesSection(facts),
    timesSection(facts),
    messagesSection(facts),
    peopleSection(facts),
    dataSection(facts),
    assumedSection(facts),
    notCoveredSection(facts),
    partsSection(facts),
    waySection(facts),
    provedSection(facts),
    gapsSection(facts),
  ]
  return { title: facts.composition.title, about: words.page.about, introduction: introduction(facts), sections }
}

/** The page of a service as the file that lies in its folder. */
export function pageFile(facts: Facts): FileSet {
  const bytes = Buffer.from(htmlOf(documentOf(facts)))
  return new Map([[pageName, { bytes, mode: '644', zone: 'generated' }]])
}

function introduction({ proof }: Facts): Block[] {
  const file: Block = { kind: 'text', text: words.page.file }
  if (!proof) return [{ kind: 'said', text: words.page.planned }, file]
  return [
    proof.compose.verdict === 'verified'
      ? { kind: 'said', text: words.page.proved }
      : { kind: 'warning', text: words.page.notProved },
    { kind: 'text', text: words.page.made },
    file,
  ]
}
