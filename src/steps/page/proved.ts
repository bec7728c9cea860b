import { answered } from '../../schema.ts'
import type { Block, Cell, Section } from './document.ts'
import type { Facts } from './facts.ts'
import { say, words } from './words.ts'

const said = words.proved

/** What running everything has shown, or will have to. */
export function provedSection({ composition, proof }: Facts): Section {
  const scenarios = composition.scenarios.map(({ title }) => title)
  const tried: Block[] = [
    { kind: 'heading', text: proof ? said.scenarios : said.willTry },
    { kind: 'list', items: scenarios },
  ]
  if (!proof) return { id: 'proved', title: said.titleToBe, blocks: [{ kind: 'text', text: said.will }, ...tried] }
  const { passedTests, failedTests, compose } = proof
  const verified = compose.verdict === 'verified'
  return {
    id: 'proved',
    title: said.title,
    blocks: [
      verified
        ? { kind: 'text', text: say(said.all, { count: String(passedTests.length) }) }
        : { kind: 'warning', text: say(said.some, { count: String(failedTests.length) }) },
      ...(failedTests.length > 0
        ? ([
            { kind: 'heading', text: said.failed },
            { kind: 'list', items: failedTests },
          ] as const)
        : []),
      { kind: 'text', text: say(said.conditions, { count: String(compose.conditions) }) },
      { kind: 'text', text: said.sandbox[compose.sandbox] },
      ...(compose.reuse && answered(composition).length === 0 ? [reuseBlock(compose.reuse)] : []),
      { kind: 'heading', text: said.checks },
      { kind: 'list', items: compose.checks.map(checkLine) },
      ...(passedTests.length > 0 ? [filesBlock(passedTests)] : []),
      ...tried,
      { kind: 'text', text: said.receipt },
    ],
  }
}

function checkLine({ id, verdict }: { id: string; verdict: string }): string {
  return say(said.checked, { check: labelled(said.ids, id), result: labelled(said.results, verdict) })
}

function reuseBlock({
  componentLines,
  ratio,
  serviceLines,
}: {
  componentLines: number
  ratio: number
  serviceLines: number
}): Block {
  const facts = { share: String(Math.round(ratio * 100)), component: String(componentLines), own: String(serviceLines) }
  return { kind: 'text', text: say(said.reuse, facts) }
}

/** How many tests each file has, and what they are about. */
function filesBlock(tests: readonly string[]): Block {
  const counts = new Map<string, number>()
  for (const test of tests) {
    const file = test.split(' > ')[0]!
    counts.set(file, (counts.get(file) ?? 0) + 1)
  }
  const rows = [...counts].map(([file, count]): Cell[] => {
    const kind = /([^/]+)\.test\.ts$/.exec(file)?.[1] ?? ''
    return [file, labelled(said.kinds, kind, said.kinds.other), String(count)]
  })
  return { kind: 'table', caption: said.files, head: [said.file, said.about, said.count], rows }
}

const labelled = (labels: Readonly<Record<string, string>>, id: string, other = id): string => labels[id] ?? other
