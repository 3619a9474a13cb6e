// Makes node_modules smaller for an image that runs on this platform only:
//   node scripts/trim-packages.mjs [--without-gpl-codecs] [folder with node_modules]
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Audio codecs under the GPL; without them AAC (also in MP4), AC-3 and DTS are reported as unsupported. */
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

function removeGplCodecs(codecs) {
  for (const name of GPL_CODECS) rmSync(join(codecs, `decode-${name}`), { recursive: true });
  // audio-decode imports this one name when it is loaded, for every format; the codec itself only when it is needed.
  const stub = join(codecs, 'decode-aac');
  mkdirSync(stub);
  const manifest = { name: '@audio/decode-aac', type: 'module', exports: { './meta': './meta.js' } };
  writeFileSync(join(stub, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(stub, 'meta.js'), 'export const parseMeta = () => null;\n');
}
