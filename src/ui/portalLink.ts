import type { MachineId, TenantId } from '../core/ids';

/** The machine's page in the Azure portal. Every part of the id is encoded: a name cannot add to the address. */
export function portalLink(portal: string, tenant: TenantId, id: MachineId): string {
  const path = id.split('/').map(encodeURIComponent).join('/');
  return `${portal}/#@${encodeURIComponent(tenant)}/resource${path}/overview`;
}
