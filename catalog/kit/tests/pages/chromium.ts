import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'

// The shell is the same browser without a window of its own, and takes half the work for a page.
const SHELL = '/usr/bin/chromium-headless-shell'
export const CHROMIUM = existsSync(SHELL) ? SHELL : '/usr/bin/chromium'
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

/** A browser that says and does nothing of its own. */
export const launch = {
  executablePath: CHROMIUM,
  headless: true,
  args: [...QUIET, '--disable-component-update', '--disable-sync'],
}

/** Does what leads to another page, and waits for all of it: a page without its styles yet has another width. */
export const leadOn = async (page: Page, act: () => Promise<unknown>): Promise<void> => {
  await Promise.all([page.waitForEvent('load'), act()])
}
