import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

// The table knows a session only by the hash of its cookie, and its data is encrypted with a key that only the cookie
// gives. A stolen backup of the table therefore holds neither answers nor access tokens.

/** The row id of a session: SHA-256 of its cookie. */
export function sessionId(cookie: string): Buffer {
  return createHash('sha256').update(cookie).digest()
}

function keyOf(cookie: string): Buffer {
  return Buffer.from(hkdfSync('sha256', cookie, '', 'compose session data', 32))
}

/** Data as bytes that only the holder of the cookie can read: 12 bytes of nonce, 16 of tag, the ciphertext. */
export function seal(cookie: string, data: object): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(cookie), nonce)
  const text = Buffer.concat([cipher.update(JSON.stringify(data), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

/** The reverse of {@link seal}; throws when the bytes were changed or belong to another cookie. */
export function unseal(cookie: string, bytes: Buffer): unknown {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(cookie), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'))
}
