// `npm run build`: compiles src/ and workers/ into dist/.
import { root } from './setup.mjs';
import { build } from './setup/build.mjs';

try {
  await build(root);
} catch (error) {
  process.stderr.write(`error: Build failed: ${error.message}\n`);
  process.exitCode = 1;
}
