/*
 * What the README promises, taken from the README itself.
 *   node .ci/readme.mjs list          every command in it, one a line, in its order
 *   node .ci/readme.mjs run COMMAND   runs one, shortened, from another directory
 *   node .ci/readme.mjs scenarios     checks every scenario in it
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const CLI = resolve('dist/cli.js');
const README = readFileSync('README.md', 'utf8');
const COMMAND = /^(?:\$ )?(?:npx )?servebench (.+)$/;

/** In code spans and at the start of lines of code blocks, each once. */
function commands() {
  const spans = [...README.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, text]) => text,
  );
  const lines = [...README.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, text]) => text.split('\n'));
  const found = [...spans, ...lines].map((text) => COMMAND.exec(text.trim())?.[1]?.replace(/\s+#.*$/, ''));
  return [...new Set(found.filter((command) => command !== undefined))];
}

async function run(command) {
  const cwd = mkdtempSync(join(tmpdir(), 'servebench-readme-'));
  try {
    const words = command.split(' ');
    if (words[0] === 'serve') return await serve(words, cwd);
    const isRun = ['run', 'aa', 'gate'].includes(words[0]) && !words.includes('--dry-run');
    const { status } = spawnSync(process.execPath, [CLI, ...(isRun ? shorten(words) : words)], {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // Steal on a shared machine makes a short trial invalid, which exit code 3 reports; anything else is a failure.
    return status === 0 || (isRun && status === 3);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function shorten(words) {
  const at = words.indexOf('--repeats');
  const kept = at === -1 ? words : words.toSpliced(at, 2);
  const repeats = { aa: ['--pairs', '3'], run: ['--repeats', '1'], gate: [] }[words[0]];
  return [...kept.filter((word) => !word.startsWith('--duration')), ...repeats, '--duration', '500ms'];
}

/** A mode that is served answers the curl line that it prints, and ends with Ctrl-C. */
async function serve(words, cwd) {
  const child = spawn(process.execPath, [CLI, ...words], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  const ended = new Promise((done) => child.once('close', done));
  for (let waited = 0; !out.includes('curl') && child.exitCode === null && waited < 300; waited++)
    await sleep(100);
  const curl = out.split('\n').find((line) => line.startsWith('curl')) ?? 'false';
  const answer = spawnSync('bash', ['-c', curl], { encoding: 'utf8' }).stdout;
  child.kill('SIGINT');
  const code = await ended;
  console.log(`${out}${answer}`);
  return code === 0 && /"prediction"|UNSEEN_KEY/.test(answer);
}

function checkScenarios() {
  const blocks = [...README.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text]) => text);
  const folder = mkdtempSync(join(tmpdir(), 'servebench-readme-'));
  const file = join(folder, 'readme.yaml');
  const areFine = blocks.map((text) => {
    writeFileSync(file, text.replaceAll('../models/', `${resolve('models')}/`));
    return spawnSync(process.execPath, [CLI, 'scenarios', 'check', file], { stdio: 'inherit' }).status === 0;
  });
  rmSync(folder, { recursive: true, force: true });
  return blocks.length > 0 && areFine.every(Boolean);
}

const [, , what, command] = process.argv;
if (what === 'list') console.log(commands().join('\n'));
else process.exitCode = (await (what === 'run' ? run(command) : checkScenarios())) ? 0 : 1;
