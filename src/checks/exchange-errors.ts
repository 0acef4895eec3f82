import { DeploymentError, systemErrorCode } from '../core/errors.js';
import type { PredictionTarget } from '../core/prediction-target.js';
import { hideSecrets } from '../exchange/hide-secrets.js';

const EXCERPT_LENGTH = 160;

/** The answer is not what was asked for. @param what came back, as the end of a sentence. */
export function wrongAnswer(target: PredictionTarget, body: string, what: string): DeploymentError {
  return describe('WRONG_ANSWER', target, body, what);
}

/** There is no answer. @param error what the attempt threw. */
export function unreachable(target: PredictionTarget, body: string, error: unknown): DeploymentError {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return describe('TIMEOUT', target, body, `had no answer within ${target.timeoutMs} ms`);
  }
  return describe('UNREACHABLE', target, body, whyUnreachable(error));
}

function whyUnreachable(error: unknown): string {
  const code = systemErrorCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return `found nothing listening (${code}): start the application before the run, or correct \`url\``;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `found no host of that name (${code}): correct \`url\``;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `found a certificate that is not trusted (${code}): name its issuer's in NODE_EXTRA_CA_CERTS`;
    default: {
      const message = error instanceof Error ? error.message : String(error);
      return `failed: ${message}${code === undefined ? '' : ` (${code})`}`;
    }
  }
}

/** What was sent where, and what came of it, without any secret. */
function describe(code: string, target: PredictionTarget, body: string, what: string): DeploymentError {
  const sent = `${target.method ?? 'POST'} ${target.url} with ${excerpt(body, target)}`;
  return new DeploymentError(code, hideSecrets(`${sent} ${what}`, target.secrets));
}

/** The beginning of a text on one line. Secrets are hidden first: one that is cut would not be found any more. */
export function excerpt(text: string, { secrets }: PredictionTarget): string {
  const line = hideSecrets(text, secrets).replaceAll(/\s+/g, ' ').trim();
  return line.length <= EXCERPT_LENGTH ? line : `${line.slice(0, EXCERPT_LENGTH)}...`;
}
