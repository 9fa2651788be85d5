import type { MachineId } from './ids';
import { boundsObstacle } from './makePlan';
import type { PlanContext, PlanObstacle } from './plan';
import { protectionOf } from './planProtection';

/** What a revert is held to: the limits of operations, as a plan is. */
export interface RevertContext extends Pick<
  PlanContext,
  'protectedTags' | 'isReadOnly' | 'maximumMachines' | 'inProgress'
> {
  /** Null: the machine is not in the fleet that was read. */
  readonly tagsOf: (id: MachineId) => Readonly<Record<string, string>> | null;
}

/** What the limits of operations leave of a revert. */
export interface BoundRevert<Machine> {
  readonly included: readonly Machine[];
  /** Left out because another operation has not settled them. */
  readonly inProgress: number;
  /** Left out because a tag protects them. */
  readonly protectedByTag: number;
  /** Of those included: whether a tag protects them cannot be told. 0 where no tag protects anything. */
  readonly tagsNotKnown: number;
  readonly obstacle: PlanObstacle | null;
}

/**
 * Holds a revert to the limits of operations. A machine that is not in the fleet is not left out: a tag that nobody can
 * read protects nothing, and where the machine is gone Azure says so.
 */
export function boundRevert<Machine extends { readonly id: MachineId }>(
  machines: readonly Machine[],
  context: RevertContext,
): BoundRevert<Machine> {
  const { protectedTags, inProgress, tagsOf } = context;
  const protection = protectionOf(protectedTags);
  const free = machines.filter(({ id }) => !inProgress.has(id));
  const included = free.filter(({ id }) => protection(tagsOf(id) ?? {}) === null);
  return {
    included,
    inProgress: machines.length - free.length,
    protectedByTag: free.length - included.length,
    tagsNotKnown: protectedTags.length === 0 ? 0 : included.filter(({ id }) => tagsOf(id) === null).length,
    obstacle: boundsObstacle(included.length, context),
  };
}
