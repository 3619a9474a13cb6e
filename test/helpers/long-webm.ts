import { fixtureBytes } from '../audio/recordings.ts';

const FIRST_CLUSTER = Buffer.from('1f43b675', 'hex');
const CUES = Buffer.from('1c53bb6b', 'hex');

/** A WebM file of the clusters of the Opus fixture, 1.5 s each, behind its header, and where each of them begins. */
export function longWebm(clusterCount: number): { readonly bytes: Buffer; readonly clusterBytes: readonly number[] } {
  const webm = fixtureBytes('opus.webm');
  const first = webm.indexOf(FIRST_CLUSTER);
  const blocks = webm.subarray(webm.indexOf('e781', first, 'hex') + 3, webm.lastIndexOf(CUES));
  const clusters = Array.from({ length: clusterCount }, (_, n) => cluster(1500 * n, blocks));
  const clusterBytes = clusters.map((bytes, n) => first + n * bytes.length);
  return { bytes: Buffer.concat([openHeader(webm.subarray(0, first)), ...clusters]), clusterBytes };
}

function cluster(milliseconds: number, blocks: Uint8Array): Buffer {
  const start = Buffer.from('1f43b67501ffffffffffffffe7820000', 'hex');
  start.writeUInt16BE(milliseconds, start.length - 2);
  return Buffer.concat([start, blocks]);
}

/** The size of the segment and its duration are made unknown. */
function openHeader(header: Uint8Array): Buffer {
  const open = Buffer.from(header);
  open.fill('01ffffffffffffff', open.indexOf('18538067', 0, 'hex') + 4, open.indexOf('18538067', 0, 'hex') + 12, 'hex');
  open.writeUInt16BE(0x4488, open.indexOf('4489', 0, 'hex'));
  return open;
}
