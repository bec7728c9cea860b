export const CHROMIUM = '/usr/bin/chromium'
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

/** A browser that says and does nothing of its own. */
export const launch = {
  executablePath: CHROMIUM,
  headless: true,
  args: [...QUIET, '--disable-component-update', '--disable-sync'],
}
