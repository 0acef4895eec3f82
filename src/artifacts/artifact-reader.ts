import type Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';

import { UserError } from '../core/errors.js';
import { openForReading } from './artifact-file.js';

/** One version of a model: what an application needs to know before it reads the bytes. */
export interface Artifact {
  readonly model: string;
  /** From 1, one more for each publication. */
  readonly version: number;
  /** Of the model file, hex. */
  readonly sha256: string;
  /** Size of the model file. */
  readonly bytes: number;
  /** The model card as it was published. */
  readonly card: unknown;
  /** ISO 8601. */
  readonly publishedAt: string;
}

export interface WatchOptions {
  /** The version that the caller has; a newer one is a change. Default: the newest one now. */
  readonly since?: number;
  /** At least 1000: an idle application is quiet. */
  readonly intervalMs: number;
  /** The store could not be read this time; the watch goes on. */
  readonly onError: (error: unknown) => void;
}

/** What applications do with an artifact store. Any number of them, while one process publishes; none waits for it. */
export interface ArtifactReader {
  /** @returns the given version, or the newest one; undefined where there is none. */
  resolve(model: string, version?: number): Artifact | undefined;
  /** @throws UserError ARTIFACT_UNKNOWN; ARTIFACT_CORRUPT where the bytes are not those that were published. */
  read(sha256: string): Uint8Array;
  /** Every version, by model, the newest first. */
  list(): readonly Artifact[];
  /** Calls `onChange` with the newest version whenever it became another one. @returns what ends it. */
  watch(model: string, onChange: (artifact: Artifact) => void, options: WatchOptions): () => void;
  /** What the store occupies on disk. */
  storageBytes(): number;
  close(): void;
}

interface ArtifactRow extends Omit<Artifact, 'card'> {
  readonly card: string;
}

const COLUMNS = 'model, version, sha256, size AS bytes, card, published_at AS publishedAt';

/**
 * Opens an existing store, read-only. In a folder that the caller cannot write, SQLite needs the files -wal and -shm
 * next to the store: they are there while it is published to and after `close`, but not in a copy of the file alone.
 * @throws UserError ARTIFACT_STORE_MISSING, ARTIFACT_STORE_INVALID.
 */
export function openArtifactReader(file: string): ArtifactReader {
  const path = resolvePath(file);
  return createArtifactReader(openForReading(path), path);
}

/** The reading side of a connection, whichever way it was opened. */
export function createArtifactReader(db: Database.Database, file: string): ArtifactReader {
  const newest = db
    .prepare<[string], number | null>('SELECT max(version) FROM artifact WHERE model = ?')
    .pluck();
  const one = db.prepare<[string, number], ArtifactRow>(
    `SELECT ${COLUMNS} FROM artifact WHERE model = ? AND version = ?`,
  );
  const all = db.prepare<[], ArtifactRow>(`SELECT ${COLUMNS} FROM artifact ORDER BY model, version DESC`);
  const content = db.prepare<[string], Buffer>('SELECT bytes FROM content WHERE sha256 = ?').pluck();

  const resolve: ArtifactReader['resolve'] = (model, version) => {
    const wanted = version ?? newest.get(model) ?? undefined;
    const row = wanted === undefined ? undefined : one.get(model, wanted);
    return row && toArtifact(row);
  };

  return {
    resolve,
    read: (sha256) => {
      const bytes = content.get(sha256);
      if (!bytes) {
        throw new UserError(
          'ARTIFACT_UNKNOWN',
          `The artifact store ${file} holds no content ${sha256}`,
          'Publish the model again, with `servebench models publish`',
        );
      }
      checkContent(bytes, sha256, file);
      return bytes;
    },
    list: () => all.all().map(toArtifact),
    watch: (model, onChange, { since, intervalMs, onError }) => {
      if (!(intervalMs >= 1000))
        throw new RangeError(`A watch every ${intervalMs} ms would disturb measurements`);
      let seen = since ?? newest.get(model) ?? 0;
      // The pointer itself is read: that costs 5 us, as much as PRAGMA data_version, which misses our own commits.
      const look = (): Artifact | undefined => {
        try {
          return (newest.get(model) ?? 0) === seen ? undefined : resolve(model);
        } catch (error) {
          onError(error);
          return undefined;
        }
      };
      const timer = setInterval(() => {
        const artifact = look();
        if (!artifact) return;
        seen = artifact.version;
        onChange(artifact);
      }, intervalMs).unref();
      return () => clearInterval(timer);
    },
    storageBytes: () => sizeOf(file) + sizeOf(`${file}-wal`),
    close: () => {
      db.close();
    },
  };
}

/** @throws UserError ARTIFACT_CORRUPT. */
function checkContent(bytes: Uint8Array, sha256: string, file: string): void {
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual === sha256) return;
  throw new UserError(
    'ARTIFACT_CORRUPT',
    `The artifact store ${file} is damaged: content ${sha256} has the SHA-256 ${actual}`,
    'Remove the store and publish its models again',
  );
}

function toArtifact({ card, ...row }: ArtifactRow): Artifact {
  return { ...row, card: JSON.parse(card) as unknown };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
