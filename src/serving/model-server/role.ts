import type { ModelCard } from '../../core/model-card.js';
import { openSession } from '../../inference/session.js';
import type { ActiveRole } from '../../processes/run-role.js';
import { listen } from '../http/listen.js';
import { createModelServer } from './model-server.js';

export interface ModelServerSpec {
  readonly card: ModelCard;
  /** 0 asks the kernel for a free port. */
  readonly port: number;
}

export interface ModelServerReady {
  readonly url: string;
}

/** The model-server process: one session behind the Open Inference Protocol. */
export async function startModelServer({ card, port }: ModelServerSpec): Promise<ActiveRole> {
  const session = await openSession(card, card.file);
  const server = await listen(createModelServer(card, session), port);
  return {
    ready: { url: server.url } satisfies ModelServerReady,
    methods: {},
    stop: async () => {
      await server.close();
      await session.close();
    },
  };
}
