import { inflateSync } from "node:zlib";

const WOFF_HEADER = 44;
const WOFF_ENTRY = 20;
const SFNT_HEADER = 12;
const SFNT_ENTRY = 16;

/**
 * Unpacks a WOFF 1 font into the TrueType or OpenType file that it was made from. Source: w3.org/TR/WOFF, read 2026-11. Throws
 * if the file is no WOFF 1 font.
 */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.toString("latin1", 0, 4) !== "wOFF") throw new Error("The file is not a WOFF 1 font.");
  const count = woff.readUInt16BE(12);
  const header = Buffer.alloc(SFNT_HEADER + SFNT_ENTRY * count);
  const power = Math.floor(Math.log2(count));
  woff.copy(header, 0, 4, 8); // the flavour of the font
  header.writeUInt16BE(count, 4);
  header.writeUInt16BE(SFNT_ENTRY * 2 ** power, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE(SFNT_ENTRY * (count - 2 ** power), 10);
  const parts = [header];
  let place = header.length;
  for (let table = 0; table < count; table++) {
    const from = WOFF_HEADER + WOFF_ENTRY * table;
    const start = woff.readUInt32BE(from + 4);
    const packed = woff.readUInt32BE(from + 8);
    const length = woff.readUInt32BE(from + 12);
    const stored = woff.subarray(start, start + packed);
    const data = packed < length ? inflateSync(stored) : stored;
    const to = SFNT_HEADER + SFNT_ENTRY * table;
    woff.copy(header, to, from, from + 4); // the tag
    woff.copy(header, to + 4, from + 16, from + 20); // the checksum
    header.writeUInt32BE(place, to + 8);
    header.writeUInt32BE(length, to + 12);
    const padded = Buffer.alloc(Math.ceil(length / 4) * 4);
    data.copy(padded);
    parts.push(padded);
    place += padded.length;
  }
  return Buffer.concat(parts);
}
