import type { RunningProcess } from '../processes/child-link.js';
import type { ApplicationReady } from './application/role.js';
import { rollOutClones } from './roll-out-clones.js';
import type { Backing } from './backing.js';
import type { Deployment } from './deployment.js';
import type { ReplaceRollOut, RollOut } from './roll-out.js';
import type { DeployContext } from './serving-mode.js';
import { spreadConnections } from './spread-connections.js';
import { deploymentOf, startApplication } from './start-application.js';
import { victimOf } from './victim-of.js';

type Application = RunningProcess<ApplicationReady>;

/** An application of its own in front of a backing. */
export async function deployBacking(context: DeployContext, backing: Backing): Promise<Deployment> {
  const { rollOut } = backing;
  return rollOut?.kind === 'replace' && context.purpose === 'roll-out'
    ? deployReplaceable(context, backing, rollOut)
    : deployLasting(context, backing);
}

async function deployLasting(context: DeployContext, backing: Backing): Promise<Deployment> {
  const { predictor, victims, rollOut } = backing;
  const start = (port: number): Promise<Application> => startApplication({ ...context, port }, predictor);
  const application = await start(context.port);
  const operations = {
    victims: victims ?? [victimOf('application', application, start)],
    ...(rollOut?.kind === 'in-place' ? { rollOut: rollOut.of(application) } : {}),
  };
  const deployment = describe(application, backing);
  return victims?.length === 0 ? deployment : { ...deployment, operations };
}

/** Behind an address that stays while the application changes. */
async function deployReplaceable(
  context: DeployContext,
  backing: Backing,
  rollOut: ReplaceRollOut,
): Promise<Deployment> {
  const { predictor, victims } = backing;
  const start = (port: number): Promise<Application> => startApplication({ ...context, port }, predictor);
  const application = await start(0);
  const spread = await spreadConnections([application], context.port);
  const victim = victimOf('application', application, start, (fresh) => spread.replace(0, fresh));
  const { url } = spread;
  const deployment = describe(application, backing);
  return {
    ...deployment,
    target: { url: `${url}/predict` },
    pingUrl: `${url}/app/ping`,
    urls: [{ title: 'application', url }, ...deployment.urls.slice(1)],
    operations: {
      victims: victims ?? [victim],
      rollOut: replaceApplication(context, application, spread, rollOut),
    },
  };
}

function replaceApplication(
  context: DeployContext,
  application: Application,
  spread: Parameters<typeof rollOutClones>[1],
  { how, make }: ReplaceRollOut,
): RollOut {
  let predictor: Backing['predictor'] | undefined;
  const clones = rollOutClones([application], spread, (port, title, release = context) => {
    if (!predictor) throw new TypeError('nothing was made for the new application');
    return startApplication({ ...context, ...release, port }, predictor, title);
  });
  return {
    how: how === '' ? clones.how : `${how}, then ${clones.how}`,
    to: async (card, golden) => {
      const made = await make(card, golden);
      predictor = made.predictor;
      const { cpuUs } = await clones.to(card, golden);
      return { ...made.cost, cpuUs: cpuUs === null ? null : made.cost.cpuUs + cpuUs };
    },
  };
}

function describe(application: Application, { backends, foreign, urls, notes }: Backing): Deployment {
  const deployment = deploymentOf(application, backends, foreign);
  return {
    ...deployment,
    urls: [...deployment.urls, ...urls],
    ...(notes.length > 0 ? { notes } : {}),
  };
}
