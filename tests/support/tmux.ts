import { execFile, spawnSync } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Debian's tmux: a terminal that a test can type into and read. Tests that need it are left out where there is none. */
export const hasTmux = spawnSync('tmux', ['-V']).status === 0

export interface Window {
  /** Keys as tmux names them; `-l` before what is typed as it stands. */
  press(...keys: string[]): Promise<void>
  type(text: string): Promise<void>
  /**
   * What stands in the window, without spaces at the ends of lines; `joined` puts together what the terminal has wrapped, and
   * `coloured` is with what makes it stand out.
   */
  screen(how?: { joined?: boolean; coloured?: boolean }): Promise<string>
  /** Waits for words in the window, and answers all that stands there then. */
  shows(words: string | RegExp, how?: { joined?: boolean; within?: number }): Promise<string>
  resize(columns: number, rows: number): Promise<void>
  /** What tmux knows of the terminal's modes. */
  modes(): Promise<string>
  /** The process that the shell has started last. */
  child(): Promise<number>
  close(): Promise<void>
}

/** A shell in a window of its own, with this environment and no other. */
export async function openWindow(
  folder: string,
  { columns, cwd, env, rows }: { columns: number; rows: number; cwd: string; env: Record<string, string> },
): Promise<Window> {
  // A socket has a short name, and the server ends with its window.
  const tmux = async (...args: string[]) =>
    (
      await run('tmux', ['-u', '-S', join(folder, 'tmux'), '-f', '/dev/null', ...args], {
        env: { ...env, LANG: 'C.UTF-8' },
      })
    ).stdout
  await tmux('new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, '-c', cwd, 'sh')
  const screen: Window['screen'] = async ({ coloured = false, joined = false } = {}) =>
    (await tmux('capture-pane', '-p', ...(joined ? ['-J'] : []), ...(coloured ? ['-e'] : [])))
      .replace(/[^\S\n]+$/gm, '')
      .trimEnd()
  const window: Window = {
    screen,
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    type: async (text) => void (await tmux('send-keys', '-l', text)),
    async shows(words, { within = 20_000, ...how } = {}) {
      for (const end = Date.now() + within; ; await setTimeout(50)) {
        const seen = await screen(how)
        if (typeof words === 'string' ? seen.includes(words) : words.test(seen)) return seen
        if (Date.now() > end) throw new Error(`The window never showed ${words}, but:\n${seen}`)
      }
    },
    resize: async (width, height) => void (await tmux('resize-window', '-x', `${width}`, '-y', `${height}`)),
    modes: () =>
      tmux(
        'display',
        '-p',
        '#{alternate_on} #{cursor_flag} #{insert_flag} #{keypad_cursor_flag} #{keypad_flag} #{mouse_any_flag} #{bracket_paste_flag}',
      ),
    async child() {
      const shell = (await tmux('display', '-p', '#{pane_pid}')).trim()
      return Number((await readFile(`/proc/${shell}/task/${shell}/children`, 'utf8')).trim().split(' ').at(-1))
    },
    async close() {
      await tmux('kill-server').catch(() => undefined)
      await rm(join(folder, 'tmux'), { force: true })
    },
  }
  // The same prompt for everybody, the superuser too.
  await window.type("PS1='$ '; clear\n")
  await window.shows(/^\$$/m)
  return window
}
