// Reads a password from standard input and prints its hash, for STAFF_PASSWORD_HASH:
//   read -rs PASSWORD; printf %s "$PASSWORD" | node src/hash-password.ts
import { text } from 'node:stream/consumers'
import { hashPassword, passwordLength } from './passwords.ts'

const password = (await text(process.stdin)).replace(/\r?\n$/, '')
if (password.length < passwordLength.least) {
  process.stderr.write(`The password needs at least ${passwordLength.least} characters on standard input.\n`)
  process.exitCode = 2
} else {
  process.stdout.write(`${await hashPassword(password)}\n`)
}
