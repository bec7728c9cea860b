import { render, Text, useWindowSize } from 'ink'
import { createElement, useSyncExternalStore } from 'react'
import type { ComposeEvent } from '../../events.ts'
import type { World } from '../../world.ts'
import type { Progress as Told } from '../progress.ts'
import { cleanAll } from '../show/clean.ts'
import { hasColour, type Style, styleFor } from '../show/colour.ts'
import type { Terminal } from '../terminal.ts'
import { beginning, type Progress, tested, ticked, told, turned } from './progress.ts'
import { runLines } from './running.ts'

interface Watch extends Told {
  tested: NonNullable<World['tested']>
  turn(folder: string, place: number, of: number): void
}

interface Source {
  get(): Progress
  subscribe(listener: () => void): () => void
}

/** How far a run is, in the lines that the window has. */
export function Watching({ source, style }: { source: Source; style: Style }) {
  const progress = useSyncExternalStore(source.subscribe, source.get)
  const { columns, rows } = useWindowSize()
  const lines = runLines(cleanAll(progress), { width: columns, height: Math.min(rows - 2, tallest), style, toCome: [] })
  return createElement(Text, { wrap: 'truncate' }, lines.join('\n'))
}

/** Lines: what is drawn below what stands in the terminal leaves that in sight. */
const tallest = 16
const tick = 1000

/** Draws on stderr how far a run is; its last lines stay. Keys are let be, so that Ctrl-C is a signal as everywhere else. */
export function drawnProgress({ env, stderr, stdin }: Terminal): Watch {
  const listeners = new Set<() => void>()
  const source: Source = {
    get: () => progress,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  let progress = beginning(performance.now())
  let close: (() => void) | undefined
  const show = (next: Progress) => {
    progress = next
    close ??= open()
    for (const listener of listeners) listener()
  }
  const open = () => {
    const app = render(createElement(Watching, { source, style: styleFor(hasColour(stderr, env)) }), {
      stdin,
      stdout: stderr,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      isScreenReaderEnabled: false,
    })
    const clock = setInterval(() => show(ticked(progress, performance.now())), tick)
    return () => {
      clearInterval(clock)
      app.unmount()
    }
  }
  return {
    emit: (event: ComposeEvent) => show(told(progress, event, performance.now())),
    tested: (test, of) => show(tested(progress, test, of, performance.now())),
    turn: (folder, place, of) => show(turned(progress, folder, place, of, performance.now())),
    pause() {
      close?.()
      close = undefined
    },
  }
}
