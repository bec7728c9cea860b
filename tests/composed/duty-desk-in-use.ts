import { expect } from 'vitest'
import type { Composition } from '../../src/schema.ts'
import { readFiles } from '../../src/workspace/read-files.ts'
import { launchBrowser, mouse, openTab, placeOf } from '../support/browser.ts'
import { choosePorts, eventually, referenceIn, startIn } from '../support/delivered.ts'
import { stageFiles } from '../support/staged.ts'

/** Answers by field, for the fields that the model added; others get what their kind takes. */
type Given = Record<string, string>

const usual: Record<string, string> = {
  YesNo: 'no',
  WholeNumber: '0',
  PersonName: 'Sample Person',
  FreeText: 'Nobody has seen them.',
  Postcode: 'ZZ99 1AB',
  UPRN: '999900000001',
  Contact: 'name@example.com',
}

/** Starts the delivered service, sends one case by its pages, and reads what staff see of it. */
export async function useInBrowser(
  folder: string,
  composition: Composition,
  given: Given,
): Promise<{ asked: string; queue: string; file: string }> {
  const files = await readFiles(folder)
  const staged = await stageFiles(files, composition.name)
  const ports = await choosePorts(files)
  const running = await startIn(staged.folder, ports, {
    command: [process.execPath, 'kit/start.mjs'],
  })
  const browser = await launchBrowser()
  try {
    const hand = mouse()
    const { page } = await openTab(browser, [ports.url, ports.identityUrl])
    await page.goto(ports.url)
    let asked = (await page.textContent('main'))!
    await hand.press(page, '.govuk-button--start')
    for (const { name, type } of composition.record) {
      expect(placeOf(page)).toBe(`/apply/${name}`)
      asked += await page.textContent('main')
      await hand.fill(page, type === 'Contact' ? `${name}-email` : name, given[name] ?? usual[type]!)
      await hand.press(page, 'main button')
    }
    await hand.press(page, 'main button')
    const reference = referenceIn((await page.textContent('.govuk-panel'))!)

    const [, email, password] = /^First sign-in: (\S+) with password (\S+) \(shown once\)$/m.exec(running.output())!
    const { page: staff } = await openTab(browser, [ports.url, ports.identityUrl])
    await staff.goto(`${ports.url}/staff/cases`)
    await hand.fill(staff, 'email', email!)
    await hand.fill(staff, 'password', password!)
    await hand.press(staff, 'main button')
    const row = staff.locator('tbody tr', { hasText: reference })
    const queue = await eventually('the case to be in the list', async () => {
      await staff.reload()
      return (await row.count()) > 0 ? (await row.textContent())! : undefined
    })
    await hand.press(staff, `a[href$="/cases/at/${reference}"]`)
    return { asked, queue, file: (await staff.textContent('main'))! }
  } finally {
    await browser.close()
    await running.destroy()
    await staged.dispose()
  }
}
