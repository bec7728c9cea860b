import { deflateRawSync, gzipSync } from 'node:zlib'
import { pixel } from './scene.ts'

// Files that somebody may send in bad faith, made here so that none lies in a repository. `taken`: it is what it begins as, and is
// given out as bytes and nothing else; all others are refused.

export interface Hostile {
  what: string
  /** what it is called */
  name: string
  bytes: Buffer
  taken?: true
}

const script = '<script>alert(document.domain)</script>'
const text = (words: string) => Buffer.from(words)
const jpeg = Buffer.from([
  0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xd9,
])
const joined = (...parts: (Buffer | string)[]) => Buffer.concat(parts.map((one) => Buffer.from(one as string)))

/** A comment in a JPEG, which no decoder shows. */
function commented(words: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(words.length + 2)
  return joined(jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe]), length, words, jpeg.subarray(2))
}

/** A ZIP archive of one file that says of itself how long it is. */
function zip(name: string, content: Buffer, says = content.length): Buffer {
  const packed = deflateRawSync(content)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(says, 22)
  local.writeUInt16LE(name.length, 26)
  return joined(local, name, packed)
}

const docx = (name: string) => joined(zip('[Content_Types].xml', text('<Types/>')), zip(name, text('macro')))
const pdf = (body: string) => text(`%PDF-1.7\n1 0 obj\n${body}\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF`)

export const hostile: Hostile[] = [
  // Pictures that are something else as well.
  { what: 'a GIF that is a script', name: 'lamp.gif', bytes: text("GIF89a/*\0\0*/=1;alert('xss')//") },
  { what: 'a GIF that is called a picture', name: 'lamp.jpg', bytes: text('GIF89a=1;alert(1)') },
  { what: 'a JPEG with a script in a comment', name: 'lamp.jpg', bytes: commented(script), taken: true },
  { what: 'a JPEG with a page behind it', name: 'lamp.html', bytes: joined(jpeg, `<html>${script}`), taken: true },
  {
    what: 'a JPEG with a ZIP behind it',
    name: 'lamp.zip',
    bytes: joined(jpeg, zip('a.js', text('alert(1)'))),
    taken: true,
  },
  { what: 'a JPEG with PHP in it', name: 'lamp.php', bytes: commented('<?php system($_GET["c"]); ?>'), taken: true },
  { what: 'a PNG with a page behind it', name: 'lamp.htm', bytes: joined(pixel, `<html>${script}`), taken: true },
  {
    what: 'a PNG that says it is 2 billion pixels wide',
    name: 'lamp.png',
    bytes: joined(pixel.subarray(0, 16), Buffer.from([0x7f, 0xff, 0xff, 0xff]), pixel.subarray(20)),
    taken: true,
  },
  { what: 'a BMP that is a script', name: 'lamp.bmp', bytes: text('BM=1;alert(1)') },
  { what: 'a WebP', name: 'lamp.webp', bytes: joined('RIFF', Buffer.alloc(4), 'WEBPVP8 ', script) },
  { what: 'an icon', name: 'favicon.ico', bytes: joined(Buffer.from([0, 0, 1, 0, 1, 0]), script) },
  // Drawings and pages, which run what is in them.
  {
    what: 'an SVG with a script',
    name: 'lamp.svg',
    bytes: text(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`),
  },
  { what: 'an SVG that is called a picture', name: 'lamp.png', bytes: text(`<svg onload="alert(1)"></svg>`) },
  { what: 'an SVG behind a declaration', name: 'lamp.svg', bytes: text(`<?xml version="1.0"?><svg>${script}</svg>`) },
  {
    what: 'XML that reads a file of the server',
    name: 'lamp.xml',
    bytes: text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
  },
  {
    what: 'XML that grows without end',
    name: 'lamp.xml',
    bytes: text('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
  },
  { what: 'a page', name: 'lamp.html', bytes: text(`<!doctype html>${script}`) },
  { what: 'a page that is called a picture', name: 'lamp.jpeg', bytes: text(`<!doctype html>${script}`) },
  { what: 'a page in UTF-16', name: 'lamp.html', bytes: Buffer.from(`\ufeff<html>${script}`, 'utf16le') },
  { what: 'a page in UTF-7', name: 'lamp.html', bytes: text('+ADw-script+AD4-alert(1)+ADw-/script+AD4-') },
  { what: 'a script', name: 'lamp.js', bytes: text('alert(1)') },
  { what: 'a web archive', name: 'lamp.mht', bytes: text(`MIME-Version: 1.0\nContent-Type: text/html\n\n${script}`) },
  // PDFs.
  {
    what: 'a PDF that runs a script',
    name: 'bill.pdf',
    bytes: pdf('<< /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>'),
    taken: true,
  },
  {
    what: 'a PDF that starts a program',
    name: 'bill.pdf',
    bytes: pdf('<< /OpenAction << /S /Launch /F (cmd.exe) >> >>'),
    taken: true,
  },
  { what: 'a PDF with a page in it', name: 'bill.html', bytes: pdf(`<html>${script}`), taken: true },
  { what: 'a page with a PDF in it', name: 'bill.pdf', bytes: joined(`<html>${script}`, pdf('<< >>')) },
  {
    what: 'a PDF with a file in it',
    name: 'bill.exe',
    bytes: pdf('<< /Type /EmbeddedFile >> stream MZ endstream'),
    taken: true,
  },
  // Archives and what is made of them.
  { what: 'a ZIP bomb', name: 'lamp.zip', bytes: zip('a', Buffer.alloc(50_000_000)) },
  {
    what: 'a ZIP bomb that is called a picture',
    name: 'lamp.png',
    bytes: zip('a', Buffer.alloc(10_000_000), 0xffffffff),
  },
  { what: 'a gzip bomb', name: 'lamp.jpg.gz', bytes: gzipSync(Buffer.alloc(50_000_000)) },
  { what: 'a ZIP that climbs out of its folder', name: 'lamp.zip', bytes: zip('../../../etc/cron.d/x', text('x')) },
  { what: 'a document with macros', name: 'letter.docm', bytes: docx('word/vbaProject.bin') },
  { what: 'a document with macros that says it has none', name: 'letter.docx', bytes: docx('word/vbaProject.bin') },
  {
    what: 'an old document',
    name: 'letter.doc',
    bytes: joined(Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(512)),
  },
  { what: 'a spreadsheet that calls', name: 'sheet.csv', bytes: text('=HYPERLINK("http://example.invalid","x")') },
  { what: 'rich text', name: 'letter.rtf', bytes: text('{\\rtf1{\\object\\objdata 0105}}') },
  // Programs.
  { what: 'a program of Windows', name: 'bill.pdf', bytes: joined('MZ', Buffer.alloc(200)) },
  { what: 'a program of Linux', name: 'lamp.png', bytes: joined(Buffer.from([0x7f]), 'ELF', Buffer.alloc(200)) },
  { what: 'a shell script', name: 'lamp.jpg', bytes: text('#!/bin/sh\nrm -rf ~\n') },
  {
    what: 'a shortcut',
    name: 'lamp.jpg.lnk',
    bytes: joined(Buffer.from('4c0000000114020000000000c000000000000046', 'hex'), Buffer.alloc(80)),
  },
  {
    what: 'a class of Java in a picture that it is not',
    name: 'lamp.png',
    bytes: joined(Buffer.from('cafebabe00000034', 'hex'), Buffer.alloc(60)),
  },
  // Nothing, and nearly nothing.
  { what: 'half a beginning', name: 'lamp.png', bytes: pixel.subarray(0, 4) },
  { what: 'zeros', name: 'lamp.png', bytes: Buffer.alloc(4096) },
]

/** What a file may be called, and what it must be called afterwards. */
export const names: [what: string, name: string, kept: string | RegExp][] = [
  ['an ending that says something else', 'lamp.html', 'lamp.html.png'],
  ['two endings', 'bill.pdf.exe', 'bill.pdf.exe.png'],
  ['no name but an ending', '.png', 'file.png'],
  ['a hidden name', '.htaccess', 'htaccess.png'],
  ['a device of Windows with a stream', 'con:$DATA', 'con_$DATA.png'],
  ['marks that turn around how it is read', 'lamp\u202egnp.exe', 'lampgnp.exe.png'],
  ['what cannot be seen', 'la\u200bmp\ufeff.png', 'lamp.png'],
  ['a line break', 'lamp\r\nSet-Cookie: a=b', 'lamp Set-Cookie_ a=b.png'],
  ['quotes', 'lamp".html;x=".png', 'lamp_.html;x=_.png'],
  ['a tag', '<img src=x onerror=alert(1)>', '_img src=x onerror=alert(1)_.png'],
  ['dots and spaces at its end', 'lamp.html. . .', 'lamp.html.png'],
  ['a hundred letters', 'x'.repeat(100), /^x{90,96}\.png$/],
  ['emoji', '💡'.repeat(50), /^💡{40,50}\.png$/u],
]
