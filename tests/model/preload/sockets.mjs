// Loaded before compose by a test: notes every connection that its process opens.
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'

subscribe('net.client.socket', () => appendFileSync(process.env.SOCKETS_SEEN, 'socket\n'))
