import type { MachineId, TenantId } from '../core/ids';

/** The machine's page in the Azure portal. Every part of the id is encoded: a name cannot add to the address. */
export function portalLink(portal: string, tenant: TenantId, id: MachineId): string {
  const path = id.split('/').map(encoded).join('/');
  return `${portal}/#@${encoded(tenant)}/resource${path}/overview`;
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
