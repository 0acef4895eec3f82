import type { ModelCard } from '../../core/model-card.js';
import type { Stage } from '../../load/open-loop/staged-times.js';
import type { ProcessGroup } from '../../processes/process-group.js';
import type { Deployment } from '../../serving/deployment.js';
import type { RollOutCost } from '../../serving/roll-out.js';
import type { Releases } from './versions/prepare-releases.js';

/** What a drill was asked for. */
export interface DrillOrder {
  /** Requests per second of the constant load. */
  readonly rate: number;
  readonly durationMs: number;
  /** How long a caller waits for an answer. */
  readonly timeoutMs: number;
  /** How long a supervisor takes to start a process again that has ended. */
  readonly restartAfterMs: number;
  readonly hangMs: number;
  /** Times what the mode can do at most. */
  readonly overload: number;
  /** Model of the next version, as it was named; undefined for one that is made. */
  readonly to?: string | undefined;
  /** How often a new version is published, for the age of an answer. */
  readonly refreshEveryMs?: number | undefined;
}

/** When the event is: after this share of the load. */
export const EVENT_AT = 0.25;

export function eventMs({ durationMs }: Pick<DrillOrder, 'durationMs'>): number {
  return durationMs * EVENT_AT;
}

/** What an event finds. */
export interface Scene {
  readonly deployment: Deployment;
  readonly card: ModelCard;
  readonly order: DrillOrder;
  /** Only for drills that roll one out. */
  readonly releases: Releases | undefined;
  /** For processes that the drill itself needs: they end with the deployment. */
  readonly processes: ProcessGroup;
  /** Aborted when the load has ended: what was not done by then need not be done. */
  readonly over: AbortSignal;
  /** Notes what was done just now. */
  mark(what: string): void;
}

/** What has become of an event, as whoever caused it sees it. */
export interface EventReport {
  /** `Date.now()` when all that it broke was whole again; null where it never was while the load ran. */
  readonly backAtMs?: number | null;
  /** Why it is not, or what else went wrong. */
  readonly problem?: string;
  /** `name@version` that all answers shall come from afterwards. */
  readonly newModel?: string;
  readonly rollOut?: RolledOut;
  /** Versions that must not be served. */
  readonly offers?: readonly CorruptOffer[];
}

/** What became of a rollout. */
export interface RolledOut {
  /** In words. */
  readonly how: string;
  /** `Date.now()`; null where it was refused. */
  readonly doneAtMs: number | null;
  readonly cost: RollOutCost | null;
}

export interface CorruptOffer {
  readonly what: string;
  /** `name@version` that answers from it would have. */
  readonly model: string;
  /** Why the mode would not serve it; null where it did. */
  readonly refused: string | null;
}

/** Causes the event. It reports what a mode suffers, and throws only for what is wrong with the drill itself. */
export type Trigger = () => Promise<EventReport>;

/** One thing that happens to a mode under constant load. A drill is one file in `drills/`. */
export interface Drill {
  readonly id: string;
  /** What is done to a mode, as one clause. */
  summary(order: DrillOrder): string;
  /** It moves a mode to other versions of its model. */
  readonly rollsOut?: true;
  /** It is about what is done again and again: its figures tell how old an answer is. */
  readonly isRepeated?: true;
  /** @returns why it has no meaning for a mode that is up; undefined where it has one */
  unfit(deployment: Deployment): string | undefined;
  /** How the rate changes; it stays constant where this is absent. @param capacityRps of a closed loop before */
  stages?(order: DrillOrder, capacityRps: number): readonly Stage[];
  /** Prepares the event before the load starts. */
  arm(scene: Scene): Promise<Trigger>;
}
