import type { Prediction } from '../core/answer.js';
import { UserError } from '../core/errors.js';
import type { ModelCard, OutputSpec } from '../core/model-card.js';
import type { LogTraffic } from '../core/traffic-spec.js';
import { EncodeError } from '../inference/encode-error.js';
import { createEncoder } from '../inference/encode.js';
import { openSession } from '../inference/session.js';
import { openRequestLog } from '../traffic/request-log.js';
import type { TrafficItem } from '../traffic/traffic.js';

/** Requests that the model is asked before a file is written. */
const TRIED = 256;

/** One answer of the model to a request of the log. */
export interface Tried {
  readonly prediction: Prediction;
  readonly label: string | undefined;
}

/**
 * Encodes the first requests of a log by a card and asks the model: a card that only looks right is found here.
 * @throws UserError MODEL_REFUSES naming the line
 */
export async function tryModel(card: ModelCard, traffic: LogTraffic): Promise<readonly Tried[]> {
  const log = await openRequestLog({ ...traffic, split: 0 }, card);
  const encode = createEncoder(card);
  const session = await openSession(card, card.file);
  const tried: Tried[] = [];
  try {
    for await (const batch of log.replay()) {
      for (const item of batch.slice(0, TRIED - tried.length)) {
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

/** Sums of probabilities differ from 1 by what 32-bit floats round. */
const ROUNDING = 1e-3;

/**
 * What an output means, where labels and answers leave no doubt: without it reports have no accuracy.
 * @param tried answers to labelled requests @param labels every label of the log, undefined for numbers
 */
export function guessMeanings(
  outputs: readonly OutputSpec[],
  tried: readonly Tried[],
  labels: readonly string[],
): readonly OutputSpec[] {
  if (tried.length === 0 || labels.length === 0) return outputs;
  const guessed = outputs.map((output, at): OutputSpec => {
    const rows = tried.map(({ prediction }) => prediction[at] ?? []);
    const numbers = rows.every((row) => row.every((value) => typeof value === 'number'))
      ? (rows as readonly (readonly number[])[])
      : [];
    const width = rows[0]?.length ?? 0;
    const isShare =
      numbers.length > 0 && numbers.every((row) => row.every((value) => value >= 0 && value <= 1));
    const isFloat = output.type.startsWith('float');
    const sumsToOne = numbers.every(
      (row) => Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < ROUNDING,
    );
    if (isFloat && isShare && sumsToOne && width === labels.length && width > 1)
      return { ...output, meaning: 'class-probabilities', classes: labels };
    const isBinary = labels.every((label) => label === '0' || label === '1');
    if (isFloat && isShare && width === 1 && isBinary) return { ...output, meaning: 'binary-probability' };
    if (!isFloat && width === 1 && rows.every(([value]) => labels.includes(String(value))))
      return { ...output, meaning: 'class' };
    return output;
  });
  // One output is scored: probabilities tell more than the class that is made of them.
  const hasShares = guessed.some(({ meaning }) => meaning === 'class-probabilities');
  return guessed.map((output, at) =>
    hasShares && output.meaning === 'class' ? (outputs[at] ?? output) : output,
  );
}
