// Writes the tables of run_container_4c4g_compare.sh:
//   node scripts/container/write-tables.mjs --run-dir DIR --out-dir DIR --results-dir DIR
// DIR of the run holds conditions.txt, unavailable/NAME and runs/CORES/NAME/REPETITION/.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gatherResults } from './gather-results.mjs';
import { describeMachine } from './machine.mjs';
import { readConditions, readRows } from './read-runs.mjs';
import { summaryCsv, summaryMarkdown } from './summary-table.mjs';
import { writeWhole } from './write-whole.mjs';

const { values } = parseArgs({
  options: { 'run-dir': { type: 'string' }, 'out-dir': { type: 'string' }, 'results-dir': { type: 'string' } },
});
const conditions = readConditions(values['run-dir']);
const machine = describeMachine();
const rows = readRows(values['run-dir'], conditions);
const markdown = summaryMarkdown(rows, conditions, machine);
writeWhole(join(values['out-dir'], 'summary_table.md'), markdown);
writeWhole(join(values['out-dir'], 'summary_table.csv'), summaryCsv(rows));
if (conditions.state === 'complete') gatherResults(values['results-dir'], rows, conditions, machine);
process.stdout.write(markdown);
