import { Plugin } from '@oclif/core';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Run by the build: what oclif knows of every command, so that `--help` starts without loading any of them.
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const plugin = new Plugin({
  root,
  type: 'core',
  ignoreManifest: true,
  errorOnManifestCreate: true,
  respectNoCacheDefault: true,
});
await plugin.load();
writeFileSync(join(root, '.oclif.manifest.json'), `${JSON.stringify(plugin.manifest)}\n`);
