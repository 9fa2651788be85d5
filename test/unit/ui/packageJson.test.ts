import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../../scripts/manifest';
import { NO_FILTER } from '../../../src/core/fleetFilter';
import { CLOUD_IDS } from '../../../src/azure/clouds';
import { failed, succeeded } from '../../../src/core/result';
import { COMMANDS, FLEET_VIEW, FOCUS_FLEET_VIEW, WALKTHROUGH } from '../../../src/ui/commandIds';
import { CONTEXT_KEYS, EMPTY_KINDS } from '../../../src/ui/contextKeyNames';
import type { FleetRow } from '../../../src/ui/fleetRow';
import { FleetTreeModel, updateRows } from '../../../src/ui/fleetTreeModel';
import { groupName, rowAppearance } from '../../../src/ui/rowAppearance';
import { readSettings, SETTINGS, SETTINGS_SECTION, SIGN_IN_METHODS } from '../../../src/ui/settings';
import { NOW } from '../core/machineBuilder';
import { UNREACHABLE } from '../fleet/fleetBuilder';
import { FAULTS, SAMPLE, storeOf } from './sampleFleet';
import { englishTexts } from '../messages/englishTexts';

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly icon?: string;
  readonly enablement?: string;
}

/** A command, or a submenu in its place. */
interface MenuEntry {
  readonly command: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

interface Property {
  readonly type: string;
  readonly scope?: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly enumItemLabels?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly markdownDescription?: string;
}

interface Walkthrough {
  readonly id: string;
  readonly steps: readonly {
    readonly id: string;
    readonly description: string;
    readonly media: { readonly svg: string; readonly altText: string };
    readonly completionEvents: readonly string[];
  }[];
}

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly icon: string;
  readonly main: string;
  readonly browser?: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: object;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly submenus: readonly { readonly id: string; readonly label: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly name: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when: string; readonly contents: string }[];
    readonly walkthroughs: readonly Walkthrough[];
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
  };
}

const ROOT = join(import.meta.dirname, '../../..');
const localized: object = readManifest();
const manifest = localized as Manifest;
const { commands, menus, views, viewsWelcome, configuration } = manifest.contributes;
const commandIds: ReadonlySet<string> = new Set(Object.values(COMMANDS));
const properties = Object.entries(configuration.properties);

/**
 * Which fleet is read, and how it looks. The settings of a remote machine count here, and a repository’s dev container
 * can bring such settings; everything else is the person’s alone (decision 9 argues each).
 */
const REMOTE_MAY_SET = [
  'cloud',
  'loopbackEndpoint',
  'signIn',
  'tenants',
  'subscriptions',
  'refreshInterval',
  'offlineDays',
  'statusBar.visible',
  'demo.machines',
  'language',
];

describe('package.json', () => {
  it('contributes the view of the tree', () => {
    assert.ok(
      Object.values(views)
        .flat()
        .some(({ id, name }) => id === FLEET_VIEW && name === 'Fleet'),
    );
  });

  it('asks for a VS Code no newer than the one whose interface is compiled against', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });

  it('has an icon of at least 128 pixels, as the Marketplace asks for', () => {
    const icon = readFileSync(join(ROOT, manifest.icon));
    assert.equal(icon.toString('latin1', 1, 4), 'PNG');
    assert.deepEqual([icon.readUInt32BE(16), icon.readUInt32BE(20)], [256, 256]);
  });

  it('needs no trust and no folder, and no browser’s extension host would do', () => {
    assert.deepEqual(manifest.capabilities, { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true });
    assert.equal(manifest.browser, undefined);
    assert.ok(!manifest.activationEvents.some((event) => /^(?:\*|workspaceContains:.*)$/.test(event)));
  });

  describe('walkthrough', () => {
    const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);

    it('is the one that the code opens', () => {
      const ids = manifest.contributes.walkthroughs.map(({ id }) => `${manifest.publisher}.${manifest.name}#${id}`);
      assert.deepEqual(ids, [WALKTHROUGH]);
    });

    it('has a drawing for each step, in the colours of the theme, and says in words what it shows', () => {
      for (const { media } of steps) {
        assert.match(media.altText, /^[A-Z].{20,}\.$/);
        const drawing = readFileSync(join(ROOT, media.svg), 'utf8');
        const colours = [...drawing.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour = '']) => colour);
        assert.ok(colours.length > 0, media.svg);
        for (const colour of colours) assert.match(colour, /^(?:none|var\(--vscode-[a-zA-Z-]+[,)].*)$/, media.svg);
        assert.doesNotMatch(drawing, /<(?:text|script|style|image|a|foreignObject)\b|\son\w+=|href/, media.svg);
      }
      const drawn = new Set(steps.map(({ media }) => media.svg));
      const there = readdirSync(join(ROOT, 'media', 'walkthrough')).map((file) => `media/walkthrough/${file}`);
      assert.deepEqual(there.toSorted(), [...drawn].toSorted());
    });

    it('has steps that are done by what they lead to', () => {
      assert.equal(steps.length, 5);
      for (const { id, description, completionEvents } of steps) {
        const linked = [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, command = '']) => command);
        const events = completionEvents.map((event) => /^(onCommand|onContext):([\w.]+)$/.exec(event));
        assert.ok(linked.length > 0 && events.length > 0, id);
        for (const event of events) {
          assert.ok(event, id);
          const [, kind, name = ''] = event;
          if (kind === 'onCommand') assert.ok(linked.includes(name), `${id}: ${name}`);
          else assert.ok((CONTEXT_KEYS as readonly string[]).includes(name), `${id}: ${name}`);
        }
      }
    });
  });

  describe('commands', () => {
    it('are those that the code has', () => {
      assert.deepEqual(commands.map(({ command }) => command).toSorted(), [...commandIds].toSorted());
    });

    it('have a title and are found under “Hotpatch Fleet”', () => {
      for (const { command, title, category } of commands) {
        assert.equal(category, 'Hotpatch Fleet', command);
        assert.match(title, /^[A-Z]/, command);
      }
    });

    it('are told apart by their titles', () => {
      const titles = commands.filter(({ command }) => !isHidden(command)).map(({ title }) => title);
      assert.equal(new Set(titles).size, titles.length);
    });

    it('that are shown as icons have one', () => {
      const shown = Object.entries(menus).flatMap(([menu, entries]) =>
        entries.filter(({ group }) => (group ?? '').startsWith(menu === 'view/title' ? 'navigation' : 'inline')),
      );
      assert.ok(shown.length > 0);
      for (const { command } of shown) {
        assert.match(commands.find((one) => one.command === command)?.icon ?? '', /^\$\([a-z-]+\)$/, command);
      }
    });

    it('that belong to a row are not in the palette', () => {
      // Those that make sense without a row as well.
      const operations = [COMMANDS.enroll, COMMANDS.disenroll, COMMANDS.turnOn, COMMANDS.turnOff];
      const anywhere: readonly string[] = [
        ...[COMMANDS.signIn, COMMANDS.dismissVanished, COMMANDS.refresh],
        ...operations,
      ];
      const ofRows = (menus['view/item/context'] ?? []).filter(isCommand).map(({ command }) => command);
      for (const command of [...ofRows, COMMANDS.loadMore]) {
        if (!anywhere.includes(command)) assert.equal(isHidden(command), true, command);
      }
    });
  });

  describe('menus and welcome texts', () => {
    it('name only commands that there are', () => {
      const named = Object.values(menus)
        .flat()
        .filter(isCommand)
        .map(({ command }) => command);
      for (const command of [...named, ...linkedCommands()]) {
        const isVsCodes = command.startsWith('workbench.') || command === FOCUS_FLEET_VIEW;
        assert.ok(commandIds.has(command) || isVsCodes, command);
      }
    });

    it('name only submenus that there are, each filled', () => {
      const named = Object.values(menus)
        .flat()
        .flatMap(({ submenu }) => submenu ?? []);
      const ids = manifest.contributes.submenus.map(({ id }) => id);
      assert.deepEqual([...new Set(named)].toSorted(), ids.toSorted());
      for (const id of ids) assert.ok((menus[id] ?? []).length > 1, id);
    });

    it('depend only on context keys that the code sets, and the code sets none in vain', () => {
      const known = new Set<string>(CONTEXT_KEYS);
      const used = new Set(conditions().flatMap((when) => when.match(/\bhotpatchFleet\.[\w.]+/g) ?? []));
      const own = Object.values(views)
        .flat()
        .map(({ id }) => id);
      for (const key of used) assert.ok(known.has(key) || own.includes(key), key);
      for (const key of known) assert.ok(used.has(key), key);
    });

    it('have a welcome text for each kind of empty', () => {
      const kinds = viewsWelcome.map(({ when }) => /^hotpatchFleet\.empty == (\w+)$/.exec(when)?.[1]);
      const wanted = EMPTY_KINDS.filter((kind) => kind !== 'none' && kind !== 'reading');
      assert.deepEqual(kinds.toSorted(), wanted.toSorted());
    });

    it('each fit a row that there is', () => {
      const contexts = rowContexts();
      for (const { command, when = '' } of menus['view/item/context'] ?? []) {
        const [, operator, operand = ''] = /viewItem (==|=~) (\S+)/.exec(when) ?? [];
        const fits =
          operator === '=~'
            ? (one: string) => new RegExp(operand.slice(1, -1)).test(one)
            : (one: string) => one === operand;
        assert.ok([...contexts].some(fits), `${command}: ${when}`);
      }
    });
  });

  describe('settings', () => {
    it('are those that the code reads', () => {
      const read = Object.values(SETTINGS).map((name) => `${SETTINGS_SECTION}.${name}`);
      assert.deepEqual(properties.map(([name]) => name).toSorted(), read.toSorted());
    });

    it('are no workspace’s to set, and no remote machine’s where they bound or judge a change', () => {
      const remoteMayToo = properties.filter(([, { scope }]) => scope === 'machine').map(([name]) => name);
      assert.deepEqual(
        remoteMayToo.map((name) => name.slice('hotpatchFleet.'.length)),
        REMOTE_MAY_SET,
      );
      for (const [name, { scope }] of properties) assert.match(scope ?? '', /^(?:machine|application)$/, name);
    });

    it('have the defaults that the code has', () => {
      const withDefaults = readSettings((name) => configuration.properties[`${SETTINGS_SECTION}.${name}`]?.default);
      assert.deepEqual(withDefaults.issues, []);
      assert.deepEqual(
        withDefaults,
        readSettings(() => undefined),
      );
    });

    it('have the values that the code takes', () => {
      assert.deepEqual(configuration.properties['hotpatchFleet.cloud']?.enum, CLOUD_IDS);
      assert.deepEqual(configuration.properties['hotpatchFleet.signIn']?.enum, SIGN_IN_METHODS);
      for (const [name, { enum: values, enumItemLabels, enumDescriptions }] of properties) {
        assert.equal(enumItemLabels?.length, values?.length, name);
        assert.equal(enumDescriptions?.length, values?.length, name);
      }
    });

    it('have the bounds that the code has', () => {
      const numbers = properties.filter(([, { type }]) => /^(?:number|integer)$/.test(type));
      assert.ok(numbers.length > 0);
      for (const [name, { minimum, maximum }] of numbers) {
        assert.ok(minimum !== undefined && maximum !== undefined, name);
        const isTaken = (value: number) =>
          readSettings((asked) => (`${SETTINGS_SECTION}.${asked}` === name ? value : undefined)).issues.length === 0;
        assert.deepEqual([minimum - 1, minimum, maximum, maximum + 1].map(isTaken), [false, true, true, false], name);
      }
    });

    it('are described', () => {
      for (const [name, { description, markdownDescription }] of properties) {
        assert.match(description ?? markdownDescription ?? '', /^[A-Z].{10,}/, name);
      }
    });
  });
});

function isCommand({ submenu }: MenuEntry): boolean {
  return submenu === undefined;
}

function contextEvents({ completionEvents }: { readonly completionEvents: readonly string[] }): readonly string[] {
  return completionEvents.filter((event) => event.startsWith('onContext:'));
}

function conditions(): readonly string[] {
  return [
    ...Object.values(menus)
      .flat()
      .map(({ when }) => when ?? ''),
    ...commands.map(({ enablement }) => enablement ?? ''),
    ...viewsWelcome.map(({ when }) => when),
    ...manifest.contributes.walkthroughs.flatMap(({ steps }) => steps).flatMap(contextEvents),
  ];
}

function linkedCommands(): readonly string[] {
  const texts = [
    ...viewsWelcome.map(({ contents }) => contents),
    ...manifest.contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
  ];
  return texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id = '']) => id));
}

function isHidden(command: string): boolean {
  return (menus['commandPalette'] ?? []).some((entry) => entry.command === command && entry.when === 'false');
}

/** What viewItem can be: that of every kind of row, drawn. */
function rowContexts(): ReadonlySet<string> {
  const texts = englishTexts('en', 'UTC');
  const contexts = new Set<string>();
  for (const fault of FAULTS) {
    const store = storeOf(SAMPLE, fault);
    const model = new FleetTreeModel((key) => groupName(key, texts, (id) => store.subscriptionName(id)));
    model.update(store.view, NO_FILTER, { by: 'state' });
    const [machine] = store.view.machines;
    assert.ok(machine);
    const rows: readonly FleetRow[] = [
      ...model.roots().flatMap((row) => [row, ...model.children(row.id)]),
      ...updateRows(machine, failed(UNREACHABLE)),
      ...updateRows(machine, succeeded([])),
    ];
    for (const row of rows) {
      const { contextValue } = rowAppearance(row, {
        texts,
        view: store.view,
        grouping: { by: 'state' },
        now: NOW,
        isDemo: false,
        tenantName: (id) => store.tenantName(id),
        subscriptionName: (id) => store.subscriptionName(id),
        activityOf: () => null,
      });
      contexts.add(contextValue);
    }
  }
  return contexts;
}
