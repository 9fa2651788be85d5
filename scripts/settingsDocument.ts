import { cell, type ManifestSetting, readManifest } from './manifest';

const SCOPES: Readonly<Record<string, string>> = {
  machine: 'user or remote machine',
  application: 'user, for all windows and profiles',
};

/** docs/settings.md: every setting, as package.json declares it. */
export function settingsDocument(): string {
  const settings = Object.entries(readManifest().contributes.configuration.properties).toSorted(
    ([, one], [, other]) => (one.order ?? 0) - (other.order ?? 0),
  );
  return [
    '# Settings',
    '',
    'Written by `npm run docs` from `package.json`; do not edit. No workspace and no folder can set any of them: each is of',
    'the user or of the machine, so a project that is opened cannot send a token elsewhere or loosen a bound. Where a remote',
    'machine can set one, the user’s own value does not count in its windows; a project’s dev container can bring such values',
    '([what they can do](security.md#a-workspace-that-means-harm)). A value that cannot be read is reported once; where it',
    'could send a request elsewhere or change machines, reading or changing stops.',
    '',
    ...settings.flatMap(([id, setting]) => section(id, setting)),
  ].join('\n');
}

function section(id: string, setting: ManifestSetting): readonly string[] {
  const kind = Array.isArray(setting.type) ? setting.type.join(' or ') : String(setting.type);
  const described = (setting.markdownDescription ?? setting.description ?? '').replaceAll(/`#([\w.]+)#`/g, '`$1`');
  return [
    `## \`${id}\``,
    '',
    described,
    '',
    `- Type: ${kind}${boundsText(setting)}`,
    `- Default: \`${JSON.stringify(setting.default ?? null)}\``,
    `- Set by: ${SCOPES[setting.scope ?? ''] ?? setting.scope ?? 'anybody'}`,
    '',
    ...valuesTable(setting),
  ];
}

function boundsText({ minimum, maximum }: ManifestSetting): string {
  if (minimum === undefined && maximum === undefined) return '';
  if (maximum === undefined) return `, at least ${String(minimum)}`;
  return minimum === undefined ? `, at most ${maximum}` : `, ${minimum} to ${maximum}`;
}

function valuesTable({ enum: values, enumDescriptions }: ManifestSetting): readonly string[] {
  if (values === undefined) return [];
  const rows = values.map((value, place) => `| \`${String(value)}\` | ${cell(enumDescriptions?.[place] ?? '')} |`);
  return ['| Value | Means |', '| --- | --- |', ...rows, ''];
}
