import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { closePublishing, openForPublishing } from './artifact-file.js';
import { createArtifactReader, type Artifact, type ArtifactReader } from './artifact-reader.js';

export interface Publication {
  readonly model: string;
  /** The model file. SQLite takes up to 10^9 bytes. */
  readonly bytes: Uint8Array;
  /** Anything that JSON can carry; handed on, never looked into. */
  readonly card: unknown;
}

export interface Published extends Artifact {
  /** False where the newest version was the same already. */
  readonly created: boolean;
}

/**
 * Model files as data: one SQLite file, content stored once, each publication a version under a name. It is NOT aware
 * of what a model is, nor of who reads it.
 */
export interface ArtifactStore extends ArtifactReader {
  /** Durable when it returns. What equals the newest version makes no new one; what equals an older one does: it is a roll-back. */
  publish(publication: Publication): Published;
}

/**
 * Opens a store for publishing, and creates it where there is none. Several processes may publish at once: they take turns.
 * @throws UserError ARTIFACT_STORE_INVALID, ARTIFACT_STORE_UNWRITABLE.
 */
export function openArtifactStore(file: string): ArtifactStore {
  const path = resolve(file);
  const db = openForPublishing(path);
  const reader = createArtifactReader(db, path);
  const addContent = db.prepare('INSERT INTO content VALUES (?, ?) ON CONFLICT DO NOTHING');
  const addArtifact = db.prepare('INSERT INTO artifact VALUES (?, ?, ?, ?, ?, ?)');

  const commit = db.transaction(({ model, bytes, card }: Publication, sha256: string): Published => {
    const text = JSON.stringify(card ?? null);
    const newest = reader.resolve(model);
    if (newest?.sha256 === sha256 && isDeepStrictEqual(newest.card, JSON.parse(text))) {
      return { ...newest, created: false };
    }
    const version = (newest?.version ?? 0) + 1;
    const publishedAt = new Date().toISOString();
    addContent.run(sha256, bytes);
    addArtifact.run(model, version, sha256, bytes.length, text, publishedAt);
    return {
      model,
      version,
      sha256,
      bytes: bytes.length,
      card: JSON.parse(text),
      publishedAt,
      created: true,
    };
  });

  return {
    ...reader,
    publish: (publication) => {
      const sha256 = createHash('sha256').update(publication.bytes).digest('hex');
      const published = commit.immediate(publication, sha256);
      // Without it the content stays on disk twice: in the log and in the file.
      if (published.created) db.pragma('wal_checkpoint(TRUNCATE)');
      return published;
    },
    close: () => closePublishing(db, path),
  };
}
