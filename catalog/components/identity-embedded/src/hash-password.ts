// Reads a password from standard input and prints its hash, for STAFF_PASSWORD_HASH:
//   read -rs PASSWORD; printf %s "$PASSWORD" | node src/hash-password.ts
import { text } from 'node:stream/consumers'
import { hashPassword } from './passwords.ts'
import { passwordFault } from './weak-passwords.ts'

const password = (await text(process.stdin)).replace(/\r?\n$/, '')
const fault = passwordFault(password, { email: process.env.STAFF_EMAIL ?? '' })
if (fault !== undefined) {
  process.stderr.write(`The password on standard input cannot be used: it ${fault}.\n`)
  process.exitCode = 2
} else {
  process.stdout.write(`${await hashPassword(password)}\n`)
}
