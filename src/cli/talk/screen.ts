import { type Key as InkKey, render, Text, useApp, useInput, usePaste, useWindowSize } from 'ink'
import { createElement, useEffect, useSyncExternalStore } from 'react'
import { hasColour, type Style, styleFor } from '../show/colour.ts'
import type { Terminal } from '../terminal.ts'
import { frame } from './frame.ts'
import type { Store } from './store.ts'
import type { Key } from './typing.ts'

/** The window while the conversation lasts. */
export interface Window {
  /** Leaves the terminal to somebody else until the work is done. */
  aside<T>(work: () => Promise<T>): Promise<T>
  /** Gives the terminal back as it was. */
  close(): Promise<void>
}

interface Props {
  store: Store
  style: Style
  /** Handed the way to leave the terminal to another program. */
  onSuspend?: ((suspend: (work: () => Promise<void>) => Promise<unknown>) => void) | undefined
}

/** Shows the frame of the state, and hands on keys and the size of the window. */
export function Screen({ store, style, onSuspend }: Props) {
  const talk = useSyncExternalStore(store.subscribe, store.get)
  const { suspendTerminal } = useApp()
  const { columns, rows } = useWindowSize()
  useEffect(() => onSuspend?.(suspendTerminal), [onSuspend, suspendTerminal])
  useEffect(() => store.dispatch({ type: 'size', columns, rows }), [store, columns, rows])
  useInput((input, key) => {
    const pressed = keyOf(input, key)
    const all = pressed.name === 'text' ? keysIn(pressed.text!, store.get().typing !== undefined) : [pressed]
    for (const one of all) store.dispatch({ type: 'key', key: one })
  })
  usePaste((text) => {
    if (store.get().typing) store.dispatch({ type: 'key', key: letter(text) })
  })
  return createElement(Text, { wrap: 'truncate' }, frame(talk, style).join('\n'))
}

const letter = (text: string): Key => ({ name: 'text', text })

/** What is typed faster than it is read comes at once. Outside a line each letter is a key of its own. */
function keysIn(text: string, inLine: boolean): Key[] {
  const pieces = text.split(inLine ? /([\t\r\n])/ : /(?:)/u).filter((piece) => piece !== '')
  return pieces.map((piece) =>
    piece === '\t' ? { name: 'tab' } : /^[\r\n]$/.test(piece) ? { name: 'enter' } : letter(piece),
  )
}

function keyOf(input: string, key: InkKey): Key {
  if (key.upArrow) return { name: 'up' }
  if (key.downArrow) return { name: 'down' }
  if (key.leftArrow) return { name: 'left' }
  if (key.rightArrow) return { name: 'right' }
  if (key.pageUp) return { name: 'page-up' }
  if (key.pageDown) return { name: 'page-down' }
  if (key.home) return { name: 'home' }
  if (key.end) return { name: 'end' }
  if (key.return) return { name: 'enter' }
  if (key.escape) return { name: 'escape' }
  if (key.tab) return { name: key.shift ? 'back-tab' : 'tab' }
  if (key.backspace) return { name: 'backspace' }
  if (key.delete) return { name: 'delete' }
  if (key.ctrl) return { name: 'ctrl', text: input }
  return input === '' || key.meta ? { name: 'none' } : letter(input)
}

/** Leaves the keys to whoever reads them next. The stream needs a moment to see that nobody listens, and another to stop reading. */
async function letGo(stdin: NodeJS.ReadableStream): Promise<void> {
  const moment = () => new Promise((resolve) => setImmediate(resolve))
  await moment()
  stdin.pause()
  await moment()
}

/** Opens the window on a screen of its own, so that what stood in the terminal stands there again afterwards. */
export function openWindow(store: Store, { env, stdin, stdout }: Terminal): Window {
  let suspend: ((work: () => Promise<void>) => Promise<unknown>) | undefined
  const props: Props = {
    store,
    style: styleFor(hasColour(stdout, env)),
    onSuspend: (given) => {
      suspend = given
    },
  }
  const app = render(createElement(Screen, props), {
    stdin,
    stdout,
    alternateScreen: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  })
  return {
    async aside(work) {
      let result: Awaited<ReturnType<typeof work>> | undefined
      await suspend?.(async () => {
        await letGo(stdin)
        result = await work()
      })
      return result as Awaited<ReturnType<typeof work>>
    },
    async close() {
      app.unmount()
      await app.waitUntilExit()
      await letGo(stdin)
    },
  }
}
