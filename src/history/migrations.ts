/** Each step takes the schema one version further; steps that were released never change. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE run (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    status TEXT NOT NULL,
    scenario TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX run_by_start ON run (started_at);
  CREATE TABLE mode (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    mode TEXT NOT NULL,
    position INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (run_id, mode)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE deployment (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    block INTEGER NOT NULL,
    mode TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (run_id, block, mode)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE trial (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    block INTEGER NOT NULL,
    position INTEGER NOT NULL,
    mode TEXT NOT NULL,
    load TEXT NOT NULL,
    status TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (run_id, block, position)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE noise (
    run_id TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    measured_at TEXT NOT NULL,
    hardware TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX noise_by_hardware ON noise (hardware, measured_at);
  `,
  // A run that a baseline names cannot be removed; a gate is a document of its own.
  `
  CREATE TABLE baseline (
    name TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES run (id),
    document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX baseline_by_run ON baseline (run_id);
  CREATE TABLE gate (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX gate_by_start ON gate (started_at);
  `,
  // So is a drill.
  `
  CREATE TABLE drill (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX drill_by_start ON drill (started_at);
  `,
];
