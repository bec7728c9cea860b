import { describe, expect, test } from 'vitest'
import { mark } from './payloads.ts'
import type { Scene } from './scene.ts'
import { tryAll } from './tries.ts'

/** What all tries before have left behind: in logs, and in what goes out to people. */
export function tryTraces({ place, world }: Scene): void {
  describe('traces', () => {
    test('no log holds what was sent, and none of its lines is anybody else’s', async () => {
      const lines = place.log().split('\n').filter(Boolean)
      expect(lines.length).toBeGreaterThan(1000)
      const private_ = [mark, world.bystander.email, world.bystander.words, 'Applying Person', '7919*7907']
      const wrong = lines.filter((line) => private_.some((text) => line.includes(text)) || !isJson(line))
      await tryAll('traces', private_, async () => [])
      expect(wrong.slice(0, 20)).toEqual([])
    })

    test('no log tells of a fault of the servers', () => {
      const faults = place
        .log()
        .split('\n')
        .filter((line) => isJson(line) && JSON.parse(line).level >= 50 && !line.includes('a flow needs attention'))
      expect(faults.slice(0, 20)).toEqual([])
    })

    test('nobody is written to by a name that is a header', async () => {
      const rows = await place.rows.query<object>(
        `SELECT email, name, subject FROM notifications_embedded.message
         WHERE concat(email, phone, name, subject) ~ '[\\x01-\\x1f\\x7f]' OR email LIKE '%${mark}@example.com'`,
      )
      expect(rows).toEqual([])
    })
  })
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}
