import type { MachineId, TenantId } from '../core/ids';

/** The machine's page in the Azure portal. Every part of the id is encoded: a name cannot add to the address. */
export function portalLink(portal: string, tenant: TenantId, id: MachineId): string {
  return pageLink(portal, tenant, id, 'overview');
}

/** The machine's page for hotpatches. The portal shows the machine’s overview where it does not know that page (any more). */
export function hotpatchLink(portal: string, tenant: TenantId, id: MachineId): string {
  return pageLink(portal, tenant, id, 'hotpatch');
}

/** Azure Update Manager's list of machines. `tenant`: null = the one that the person is signed in to. */
export function updateManagerLink(portal: string, tenant: TenantId | null): string {
  const place = tenant === null ? '' : `@${encoded(tenant)}/`;
  return `${portal}/#${place}view/Microsoft_Azure_Automation/UpdateCenterMenuBlade/~/machines`;
}

function pageLink(portal: string, tenant: TenantId, id: MachineId, page: string): string {
  const path = id.split('/').map(encoded).join('/');
  return `${portal}/#@${encoded(tenant)}/resource${path}/${page}`;
}

/** Parentheses too, which a resource group's name may hold: they would end a link in Markdown. */
function encoded(part: string): string {
  // Half a character cannot be encoded, and belongs to no name that Azure knows.
  const whole = part.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  return encodeURIComponent(whole).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
