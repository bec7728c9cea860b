import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { firstPassword } from '../src/first-password.ts'
import { hashPassword, isPasswordHash, passwordCosts, passwordMatches } from '../src/passwords.ts'

test('a password matches its own hash and no other', async () => {
  const [hash, other] = await Promise.all([hashPassword('three random words'), hashPassword('three random words')])
  expect(hash).not.toBe(other)
  expect(hash).toMatch(/^scrypt:ln=15,r=8,p=3:[\w-]{22}:[\w-]{43}$/)
  expect(await passwordMatches('three random words', hash)).toBe(true)
  expect(await passwordMatches('three random wordz', hash)).toBe(false)
})

test('the same letters typed on another keyboard are the same password', async () => {
  const hash = await hashPassword('café café café', passwordCosts.light)
  expect(await passwordMatches('cafe\u0301 cafe\u0301 cafe\u0301', hash)).toBe(true)
})

test('without an account the answer is no, and it takes as long as with one', async () => {
  const hash = await hashPassword('three random words')
  const timed = async (given: string | undefined) => {
    const start = process.cpuUsage()
    expect(await passwordMatches('another password', given)).toBe(false)
    const { user, system } = process.cpuUsage(start)
    return user + system
  }
  // CPU time, not the clock: the machine may be busy. The least of some, since the process may have other things to do.
  let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let turn = 0; turn < 4; turn += 1) {
    known = Math.min(known, await timed(hash))
    unknown = Math.min(unknown, await timed(undefined))
  }
  expect(unknown / known).toBeGreaterThan(0.5)
  expect(unknown / known).toBeLessThan(2)
})

test.each([
  '',
  'secret',
  'scrypt:ln=15,r=8,p=3:short:short',
  `scrypt:ln=30,r=8,p=3:${'A'.repeat(22)}:${'A'.repeat(43)}`,
])('%j is no hash', async (text) => {
  expect(isPasswordHash(text)).toBe(false)
  expect(await passwordMatches('', text)).toBe(false)
})

test('first passwords can be read out and do not repeat', () => {
  const passwords = new Set(Array.from({ length: 500 }, firstPassword))
  expect(passwords.size).toBe(500)
  for (const password of passwords)
    expect(password).toMatch(
      /^([bdfghjklmnprstvz][aiou]){2}[bdfghjklmnprstvz](-(([bdfghjklmnprstvz][aiou]){2}[bdfghjklmnprstvz])){4}$/,
    )
})

function hashCommand(input: string): Promise<{ status: number | undefined; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const script = fileURLToPath(new URL('../src/hash-password.ts', import.meta.url))
    const child = execFile(process.execPath, [script], (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : undefined, stdout, stderr })
    })
    child.stdin?.end(input)
  })
}

test('the command prints a hash of what stands on its input, and nothing for a short one', async () => {
  const { stdout } = await hashCommand('three random words\n')
  expect(await passwordMatches('three random words', stdout.trim())).toBe(true)
  expect(await hashCommand('short')).toMatchObject({ status: 2, stdout: '' })
})
