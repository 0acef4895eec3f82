import { DeploymentError } from '../../core/errors.js';
import type { RunningProcess } from '../../processes/child-link.js';
import { parseJson } from '../../exchange/answer-source.js';
import type { ModelServerReady, Offer } from '../model-server/role.js';
import type { RollOut } from '../roll-out.js';

/**
 * What an operator of Triton under explicit model control does: the new file goes into the repository, then each server
 * is asked in turn to load the model again. It needs no spare server, so one replica will do.
 *
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_model_repository.md
 */
export function rollOutServers(servers: readonly RunningProcess<ModelServerReady>[]): RollOut {
  return {
    how: 'the new file is put into the repository of every model server, which then are asked one after the other to load it (repository extension) and hold it against known answers; each answers from the old file until then, and the application stays as it is',
    to: async (card, golden) => {
      for (const server of servers) {
        await server.call('offer', { card, golden } satisfies Offer);
        await load(server, card.name);
      }
      return { cpuUs: null, bytesWritten: card.bytes };
    },
  };
}

/** @throws DeploymentError VERSION_REFUSED in the server's words */
async function load({ title, ready }: RunningProcess<ModelServerReady>, model: string): Promise<void> {
  const url = `${ready.url}/v2/repository/models/${encodeURIComponent(model)}/load`;
  const response = await fetch(url, { method: 'POST', body: '{}' });
  const text = await response.text();
  if (response.ok) return;
  const { error = text } = (parseJson(text) ?? {}) as { readonly error?: string };
  throw new DeploymentError('VERSION_REFUSED', `${title}: ${error}`);
}
