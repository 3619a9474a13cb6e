// Makes node_modules smaller for an image that runs on this platform only:
//   node scripts/trim-packages.mjs [--without-gpl-codecs] [folder with node_modules]
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Audio codecs under the GPL; without them AAC and Apple Lossless (also in MP4), AC-3 and DTS are reported as not decodable. */
const GPL_CODECS = ['aac', 'ac3', 'dts'];

const [folder = '.'] = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
removeOtherPlatforms(join(folder, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6'));
if (process.argv.includes('--without-gpl-codecs')) removeGplCodecs(join(folder, 'node_modules', '@audio'));

/** ONNX Runtime brings its binaries for all platforms, 290 MB, of which one is used. */
function removeOtherPlatforms(binaries) {
  for (const platform of readdirSync(binaries)) {
    for (const arch of readdirSync(join(binaries, platform))) {
      if (platform === process.platform && arch === process.arch) continue;
      rmSync(join(binaries, platform, arch), { recursive: true });
    }
  }
}

/** What stands in for a codec: others import it, and it has to say why it decodes nothing. */
function removeGplCodecs(codecs) {
  for (const name of GPL_CODECS) {
    const folder = join(codecs, `decode-${name}`);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    const exports = { '.': './decoder.js', './meta': './meta.js' };
    const manifest = { name: `@audio/decode-${name}`, type: 'module', exports };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'meta.js'), 'export const parseMeta = () => null;\n');
    writeFileSync(join(folder, 'decoder.js'), decoderWithout(name.toUpperCase()));
  }
}

// It fails when it decodes, not when it is opened: the file is at fault, not the program.
function decoderWithout(codec) {
  return `export const decoder = async () => ({
  decode() {
    throw new Error('this build has no ${codec} decoder, because that is under the GPL');
  },
  flush: () => ({ channelData: [], sampleRate: 0 }),
  free() {},
});
`;
}
