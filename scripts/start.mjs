// `npm start`: sets up what is missing, then transcribes audio/. Arguments after `--` go to `whisper-batch run`.
import { join } from 'node:path';
import { afterSetUp, root } from './setup.mjs';
import { runInPlace } from './setup/run.mjs';

const command = join(root, 'dist', 'src', 'cli', 'main.js');
await afterSetUp(() => runInPlace([command, 'run', ...process.argv.slice(2)], process.cwd()));
