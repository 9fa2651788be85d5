import { cell, type Manifest, type ManifestCommand, readManifest } from './manifest';

/** docs/commands.md: every command and where it is found, as package.json declares it. */
export function commandsDocument(): string {
  const manifest = readManifest();
  const rows = manifest.contributes.commands.map(
    (command) => `| ${cell(command.title)} | ${placesOf(command, manifest).join(', ')} | \`${command.command}\` |`,
  );
  return [
    '# Commands',
    '',
    'Written by `npm run docs` from `package.json`; do not edit. In the palette each begins with “Hotpatch Fleet:”. Some',
    'are shown only where they can do something.',
    '',
    '| Command | Where | Id |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function placesOf({ command }: ManifestCommand, { contributes }: Manifest): readonly string[] {
  const { menus, submenus = [] } = contributes;
  const isIn = (menu: string): boolean => (menus[menu] ?? []).some((item) => item.command === command);
  const hidden = (menus['commandPalette'] ?? []).some((item) => item.command === command && item.when === 'false');
  return [
    ...(hidden ? [] : ['palette']),
    ...(isIn('view/title') ? ['title of the view'] : []),
    ...(isIn('view/item/context') ? ['row'] : []),
    ...submenus.filter(({ id }) => isIn(id)).map(({ label }) => `row, menu “${cell(label)}”`),
    ...(isIn('webview/context') ? ['dashboard'] : []),
  ];
}
