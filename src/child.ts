import { runRole } from './processes/run-role.js';
import { loadRole } from './wiring.js';

// The entry point of every process that servebench starts: `child.js ROLE`, driven over IPC.
const [, , role = ''] = process.argv;
runRole(() => loadRole(role));
