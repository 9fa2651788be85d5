/** An OS version taken apart: "10.0.26100.33438" is build 26100, revision 33438. */
export interface OsVersion {
  readonly build: number;
  /** The update build revision (UBR); null where Azure left it out. */
  readonly revision: number | null;
}

const OS_VERSION = /^\D*\d+\.\d+\.(\d{4,6})(?:\.(\d{1,7}))?(?:\D.*)?$/;

/** Reads `properties.osVersion`; undefined where it is not a Windows version. */
export function parseOsVersion(text: string | null): OsVersion | undefined {
  if (text === null || text.length > 64) return undefined;
  const match = OS_VERSION.exec(text.trim());
  if (!match?.[1]) return undefined;
  return { build: Number(match[1]), revision: match[2] === undefined ? null : Number(match[2]) };
}

/** As people write it: "26100.33438". */
export function buildText(version: OsVersion): string {
  return version.revision === null ? String(version.build) : `${version.build}.${version.revision}`;
}
