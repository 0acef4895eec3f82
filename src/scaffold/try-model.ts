import type { Prediction } from '../core/answer.js';
import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import type { LogTraffic } from '../core/traffic-spec.js';
import { EncodeError } from '../inference/encode-error.js';
import { createEncoder } from '../inference/encode.js';
import { openSession } from '../inference/session.js';
import { openRequestLog } from '../traffic/request-log.js';
import type { TrafficItem } from '../traffic/traffic.js';

/** Requests that the model is asked before a file is written, from so much of the log: it may be in order of labels. */
const TRIED = 256;
const LOOKED_AT = 100_000;

/** One answer of the model to a request of the log. */
export interface Tried {
  readonly prediction: Prediction;
  readonly label: string | undefined;
}

/**
 * Encodes requests of a log by a card, evenly spread, and asks the model: a card that only looks right is found here.
 * @throws UserError MODEL_REFUSES naming the line
 */
export async function tryModel(card: ModelCard, traffic: LogTraffic): Promise<readonly Tried[]> {
  const log = await openRequestLog({ ...traffic, split: 0 }, card);
  const encode = createEncoder(card);
  const session = await openSession(card, card.file);
  const tried: Tried[] = [];
  const step = Math.max(1, Math.floor(Math.min(log.replayLength, LOOKED_AT) / TRIED));
  let passed = 0;
  try {
    for await (const batch of log.replay()) {
      for (const item of batch) {
        if (passed++ % step !== 0 || tried.length >= TRIED) continue;
        const [prediction] = await session.run([encode(item.request)]).catch((error: unknown) => {
          throw refused(card, traffic.file, item, error);
        });
        if (prediction) tried.push({ prediction, label: item.label });
      }
      if (tried.length >= TRIED) break;
    }
    return tried;
  } catch (error) {
    if (error instanceof EncodeError)
      throw new UserError('MODEL_REFUSES', `${traffic.file}: ${error.message}`);
    throw error;
  } finally {
    await session.close();
  }
}

function refused({ file }: ModelCard, log: string, { line }: TrafficItem, error: unknown): UserError {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return new UserError(
    'MODEL_REFUSES',
    `${file} fails on the request of ${log}:${line}: ${reason}`,
    'check which field fills which input (--fill), and that codes are those of the training',
  );
}
