import { openArtifactReader } from '../../artifacts/artifact-reader.js';
import type { Answer, Encoded } from '../../core/answer.js';
import { UserError } from '../../core/errors.js';
import type { GoldenRow } from '../../core/predictor-spec.js';
import type { Span } from '../../core/time-split.js';
import type { ModelSession } from '../../inference/session.js';
import { checkGolden } from '../../inference/golden-check.js';
import { exampleRow } from '../../inference/verify-model.js';
import { openModel } from '../../inference/open-model.js';
import { modelVersion, type BuildPredictor } from '../predictor.js';
import { trackRefusedVersion } from '../refused-version.js';

/** An application is quiet when idle: it looks at the version pointer once a second. */
const WATCH_INTERVAL_MS = 1000;

interface Loaded {
  readonly session: ModelSession;
  readonly model: string;
  version: number;
  readonly sha256: string;
  inFlight: number;
}

/**
 * The newest version under a name in an artifact store, hash-checked. When the pointer moves, the new version is
 * loaded while the old one answers, then takes over between two requests; a version that does not load is reported
 * and the old one stays.
 */
export const buildArtifactPredictor: BuildPredictor<'artifact'> = async (spec, { card }) => {
  const store = openArtifactReader(spec.storeFile);

  const load = async (): Promise<Loaded> => {
    const artifact = store.resolve(spec.model);
    if (!artifact) {
      throw new UserError(
        'ARTIFACT_UNKNOWN',
        `no model "${spec.model}" in the artifact store`,
        `publish it: servebench models publish MODEL`,
      );
    }
    const { version, sha256 } = artifact;
    const session = await openModel(card, store.read(sha256), spec);
    try {
      // A version that takes other inputs must fail here, not under the requests of a client.
      await session.run([exampleRow(card, 0)]);
      // Published with known answers, it must give them.
      await checkGolden(card, goldenOf(artifact.card), (rows) => session.run(rows));
    } catch (error) {
      await session.close();
      throw error;
    }
    return { session, version, sha256, model: modelVersion(spec.model, sha256), inFlight: 0 };
  };

  let loaded = await load();
  let moving = Promise.resolve();
  const refused = trackRefusedVersion('a new version does not load');
  const move = async (): Promise<void> => {
    const next = store.resolve(spec.model);
    if (!next || next.version === loaded.version) return;
    if (next.sha256 === loaded.sha256) {
      loaded.version = next.version;
    } else {
      const old = loaded;
      loaded = await load();
      if (old.inFlight === 0) await old.session.close();
    }
    refused.settle();
  };
  const unwatch = store.watch(spec.model, () => (moving = moving.then(move).catch(refused.report)), {
    since: loaded.version,
    intervalMs: WATCH_INTERVAL_MS,
    onError: refused.report,
  });

  /** Answers from one version; the last answer of a version that was replaced closes its session. */
  const run = async (rows: readonly Encoded[], span?: Span): Promise<readonly Answer[]> => {
    const serving = loaded;
    serving.inFlight++;
    try {
      const predictions = await serving.session.run(rows, span);
      return predictions.map((prediction) => ({ prediction, source: 'model', model: serving.model }));
    } finally {
      serving.inFlight--;
      if (serving.inFlight === 0 && serving.session !== loaded.session) await serving.session.close();
    }
  };

  return {
    predict: (encoded, span) => run([encoded], span).then(([answer]) => answer as Answer),
    predictMany: (rows) => run(rows),
    current: () => ({ model: loaded.model, version: loaded.version, ...refused.state() }),
    model: () => loaded.model,
    close: async () => {
      unwatch();
      await moving;
      await loaded.session.close();
      store.close();
    },
  };
};

/** Known answers that a version was published with. */
function goldenOf(card: unknown): readonly GoldenRow[] {
  const { golden } = (card ?? {}) as { readonly golden?: unknown };
  return typeof golden === 'string' ? (JSON.parse(golden) as GoldenRow[]) : [];
}
