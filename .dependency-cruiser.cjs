/*
 * The floors of src/README.md, checked by the build. Dependencies point down only; every heavy library has one home.
 */
const FLOORS = {
  0: ['core', 'statistics', 'files'],
  1: ['scenario', 'inference', 'traffic', 'artifacts', 'stores', 'processes', 'result', 'exchange'],
  2: ['serving', 'load', 'precompute', 'checks', 'canary', 'reporters', 'history', 'scaffold'],
  3: ['bench'],
  4: ['terminal', 'commands'],
};

const folder = (names) => `^src/(${names.join('|')})/`;
const above = (floor) => Object.entries(FLOORS).flatMap(([n, names]) => (Number(n) > floor ? names : []));

const floors = Object.entries(FLOORS)
  .filter(([floor]) => above(Number(floor)).length > 0)
  .map(([floor, names]) => ({
    name: `floor-${floor}-points-down`,
    comment: 'a room knows nothing of the floors above it',
    severity: 'error',
    from: { path: folder(names) },
    to: { path: `${folder(above(Number(floor)))}|^src/(wiring|child|cli|base-command)\\.ts$` },
  }));

const neighbours = FLOORS[2].map((name) => ({
  name: `${name}-keeps-to-itself`,
  comment: 'folders of floor 2 never import each other, except serving -> precompute',
  severity: 'error',
  from: { path: folder([name]) },
  to: {
    path: folder(
      FLOORS[2].filter((other) => other !== name && !(name === 'serving' && other === 'precompute')),
    ),
  },
}));

const MODES = ['null', 'embedded', 'microservice', 'precomputed', 'model-as-data', 'cached', 'external'];
const modes = MODES.map((mode) => ({
  name: `mode-${mode}-stands-alone`,
  comment: 'modes compose through predictor specs, never by importing each other',
  severity: 'error',
  from: { path: `^src/serving/${mode}/` },
  to: { path: `^src/serving/(${MODES.filter((other) => other !== mode).join('|')})/` },
}));

const STORES = ['sqlite', 'postgres', 'redis'];
const stores = STORES.map((store) => ({
  name: `store-${store}-stands-alone`,
  comment: 'one store never imports another',
  severity: 'error',
  from: { path: `^src/stores/${store}/` },
  to: { path: `^src/stores/(${STORES.filter((other) => other !== store).join('|')})/` },
}));

const fence = (library, homes) => ({
  name: `fence-${library}`,
  comment: `${library} has one home`,
  severity: 'error',
  from: { path: '^src/', pathNot: homes },
  to: { path: `^node_modules/(@types/)?${library}/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-imports-nothing',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: '^src/core/' },
    },
    ...floors,
    ...neighbours,
    ...modes,
    ...stores,
    {
      name: 'plug-ins-are-named-in-wiring',
      comment: 'one file names every mode and every store',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/wiring\\.ts$', '^src/serving/', '^src/stores/'] },
      to: { path: '^src/(serving/[^/]+/mode|stores/[^/]+/)' },
    },
    fence('onnxruntime-node', '^src/inference/'),
    fence('autocannon', '^src/load/closed-loop/'),
    fence('lru-cache', '^src/serving/cached/'),
    fence('better-sqlite3', '^src/(stores/sqlite|artifacts|history)/'),
    fence('pg', '^src/stores/postgres/'),
    fence('pg-copy-streams', '^src/stores/postgres/'),
    fence('ioredis', '^src/stores/redis/'),
    fence('@oclif/core', '^src/(cli\\.ts|base-command\\.ts|write-manifest\\.ts|commands/)'),
    fence('cli-table3', '^src/reporters/'),
    fence('@grpc', '^src/serving/model-server/grpc/'),
    fence('@observablehq/plot', '^src/reporters/html/'),
    fence('linkedom', '^src/reporters/html/'),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
