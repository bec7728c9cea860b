import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

// A table knows what it keeps only by the hash of a secret that somebody else holds (a session by its cookie, a stored
// answer by its idempotency key), and keeps it encrypted under that secret: a stolen backup of the table tells nothing.

/** What a row is known by: SHA-256 of its secret. */
export function sealedId(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'compose session data', 32))
}

/** Data as bytes that only the holder of the secret can read: 12 bytes of nonce, 16 of tag, the ciphertext. */
export function seal(secret: string, data: object): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce)
  const text = Buffer.concat([cipher.update(JSON.stringify(data), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

/** The reverse of {@link seal}; throws when the bytes were changed or belong to another secret. */
export function unseal(secret: string, bytes: Buffer): unknown {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'))
}
