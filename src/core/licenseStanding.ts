/** How the license feature stands. `none`: no feature, or one that Azure calls Unknown, its word before anything was done. */
export type LicenseStanding = 'none' | 'enabling' | 'enabled' | 'disabling' | 'disabled' | 'failed' | 'unheardOf';

export function licenseStanding(status: string | null): LicenseStanding {
  const word = (status ?? '').toLowerCase();
  switch (word) {
    case '':
    case 'unknown':
      return 'none';
    case 'enabling':
    case 'enabled':
    case 'disabling':
    case 'disabled':
    case 'failed':
      return word;
    default:
      return 'unheardOf';
  }
}

/** Whether hotpatches come, or may come, with a license that stands so. A status never heard of counts as enrolled. */
export function mayReceiveHotpatches(status: string | null): boolean {
  const standing = licenseStanding(status);
  return standing === 'enabled' || standing === 'enabling' || standing === 'unheardOf';
}
