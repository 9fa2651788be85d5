import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRepository } from '../host/repository';
import { type Host, startHost } from '../host/startHost';
import { eventually } from '../ui/eventually';
import { CONTAINER, statusItem, VIEW } from '../ui/startFleet';
import { Workbench } from '../ui/workbench';
import { installPackage } from './installPackage';

const LIMIT_BYTES = 900 * 1024;
const TITLE = 'Hotpatch Fleet';

describe('the packaged extension', () => {
  let scratch: string;
  let vsix: string;
  let installed: string;

  before(() => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-package-test-'));
    vsix = path.join(scratch, 'hotpatch-fleet.vsix');
    const wasForDevelopment = isForDevelopment();
    makePackage(vsix);
    assert.equal(isForDevelopment(), wasForDevelopment, 'dist/ was built anew');
    installPackage(vsix, path.join(scratch, 'extensions'), path.join(scratch, 'server'));
    const [folder] = fs.readdirSync(path.join(scratch, 'extensions')).filter((name) => name.startsWith('hotpatch-'));
    assert.ok(folder, 'VS Code has made a folder for it');
    installed = path.join(scratch, 'extensions', folder);
  });

  after(() => {
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  it('is small', () => {
    const { size } = fs.statSync(vsix);
    assert.ok(size <= LIMIT_BYTES, `${size} bytes`);
  });

  it('is the same to the byte when it is made again', () => {
    const again = path.join(scratch, 'again.vsix');
    makePackage(again);
    assert.ok(fs.readFileSync(again).equals(fs.readFileSync(vsix)));
  });

  it('holds what is needed at run time, and nothing else', () => {
    const files = fs.readdirSync(installed, { recursive: true, withFileTypes: true });
    const names = files
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
    // Bundles and languages may become more; VS Code leaves a file of its own.
    const flexible = /^(?:dist\/\w+\.js|package\.nls(?:\.[\w-]+)?\.json|\.vsixmanifest)$/;
    for (const name of ['azure', 'dashboard', 'extension', 'identity', 'operations', 'simulator']) {
      assert.ok(names.includes(`dist/${name}.js`), name);
    }
    assert.deepEqual(
      names.filter((name) => !flexible.test(name)).toSorted(),
      [
        ...['LICENSE.txt', 'THIRD-PARTY-NOTICES.txt', 'changelog.md', 'package.json', 'readme.md'],
        'dist/webview/dashboard.js',
        ...['dashboard.css', 'fleet-light.svg', 'fleet.svg', 'icon.png'].map((name) => `media/${name}`),
        ...['accessibility', 'commands', 'cost', 'operations', 'security', 'settings'].map((name) => `docs/${name}.md`),
        ...['states', 'troubleshooting', 'user-guide'].map((name) => `docs/${name}.md`),
        ...['demo', 'enroll', 'sign-in', 'states', 'subscriptions'].map((name) => `media/walkthrough/${name}.svg`),
      ].toSorted(),
    );
  });

  it('holds the user guide without pictures, and with links only to what is there', () => {
    const guide = read('docs/user-guide.md');
    assert.doesNotMatch(guide, /<img|!\[/);
    for (const [, target = ''] of guide.matchAll(/\]\(([^)#]+\.md)/g)) {
      assert.ok(fs.existsSync(path.join(installed, 'docs', target)), target);
    }
  });

  it('holds bundles for production: minified, without maps', () => {
    const text = read('dist/extension.js');
    assert.doesNotMatch(text, /sourceMappingURL/);
    assert.ok(text.split('\n').length < 200, 'not minified');
  });

  it('names the licence of every package that is bundled, with its text', () => {
    const notices = read('THIRD-PARTY-NOTICES.txt')
      .split(/^-{80}$/m)
      .slice(1);
    for (const name of ['@azure/identity', '@azure/arm-resourcegraph', 'preact', 'write-file-atomic']) {
      assert.ok(
        notices.some((notice) => notice.trim().startsWith(`${name} `)),
        name,
      );
    }
    for (const notice of notices) assert.match(notice, /copyright|permission|licen[cs]e/i);
  });

  it('has a read-me without pictures and links that lead nowhere', () => {
    assert.doesNotMatch(read('readme.md'), /<img|!\[|\]\((?!https:\/\/|#)/);
  });

  it('says of itself nothing that only developers need', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
    for (const name of ['scripts', 'devDependencies', 'dependencies']) assert.equal(manifest[name], undefined, name);
  });

  function read(file: string): string {
    return fs.readFileSync(path.join(installed, file), 'utf8');
  }

  describe('in a clean VS Code with nothing open', function () {
    this.bail(true); // each step begins where the one before has ended

    let host: Host;
    let workbench: Workbench;

    before(async () => {
      host = await startHost({
        builtins: ['theme-defaults', 'theme-seti'],
        extensionsDir: path.join(scratch, 'extensions'),
        env: { TZ: 'UTC' },
      });
      host.page.setDefaultTimeout(15_000);
      workbench = new Workbench(host.page, host.profile);
      await host.page.goto(`${host.server.origin}/?ew=true`, { waitUntil: 'domcontentloaded' });
      await host.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    });

    afterEach(async function () {
      if (this.currentTest?.state !== 'failed') return;
      await host.page.screenshot({
        path: inRepository('out', 'ui-failures', `package-${this.currentTest.title.slice(0, 12)}.png`),
      });
    });

    after(() => host.close());

    it('welcomes quietly, and leads into the walkthrough', async () => {
      // The side bar is closed while nothing is open.
      await workbench.container(CONTAINER).click();
      const getStarted = workbench.viewWelcome(VIEW).getByText('Get Started', { exact: true });
      const walkthrough = host.page.locator('.gettingStartedContainer');
      // VS Code itself takes up to five seconds to learn of walkthroughs, and until then opens its own instead.
      await eventually(async () => {
        await getStarted.click();
        await walkthrough.getByText('Get Started with Hotpatch Fleet').first().waitFor({ timeout: 1_000 });
      });
      assert.equal(await walkthrough.locator('.getting-started-step').count(), 5);
      assert.equal(await host.page.locator('.notifications-toasts .notification-toast').count(), 0);
    });

    it('shows the demo fleet from the walkthrough, whose step is done with that', async () => {
      const walkthrough = host.page.locator('.gettingStartedContainer');
      await walkthrough.getByRole('button', { name: 'Try the Demo Fleet', exact: true }).click();
      await workbench.row(/^Failed, /).waitFor({ timeout: 60_000 });
      await statusItem(workbench).waitFor();
      await workbench.page
        .locator('.getting-started-step')
        .filter({ hasText: 'Try the demo fleet' })
        .locator('.codicon-getting-started-step-checked')
        .waitFor();
    });

    it('opens the dashboard', async () => {
      await workbench.command(`${TITLE}: Show Dashboard`);
      await workbench.webview().locator('.grid-body .name').first().waitFor();
      assert.ok((await workbench.webview().locator('.grid-body .name').count()) > 5);
      await workbench.command('View: Close All Editors');
    });

    it('enrolls a machine, to the end', async () => {
      await workbench.expand(/^Not enrolled, /);
      const [machine] = (await workbench.rows()).filter(({ level }) => level === 2);
      assert.ok(machine);
      await workbench.contextMenu(machine.name, 'Enroll in Hotpatch…');
      await workbench.quickInput.getByRole('button', { name: 'OK' }).click();
      await workbench.dialog.waitFor();
      await workbench.pressInDialog('Enroll 1 Machine');
      const end = workbench.notification(/has ended/);
      await end.waitFor({ timeout: 100_000 });
      assert.match((await end.getAttribute('aria-label')) ?? '', /Enrollment has ended: 1 done/);
      await workbench.clearNotifications();
      await eventually(async () => {
        const rows = await workbench.rows();
        assert.ok(!rows.some(({ label, level }) => level === 2 && label === machine.label), 'still not enrolled');
      });
    });

    it('has asked nobody outside this machine', () => {
      assert.deepEqual(host.refusedRequests, []);
    });
  });
});

/** Without standard input, and without a registry that could be asked. */
function makePackage(target: string): void {
  const env = { ...process.env, npm_config_offline: 'true' };
  execFileSync(process.execPath, [inRepository('scripts', 'package.mjs'), '--out', target], { env, stdio: 'pipe' });
}

/** Whether dist/ holds what `npm run build` makes, with maps. */
function isForDevelopment(): boolean {
  const bundle = inRepository('dist', 'extension.js');
  return fs.existsSync(bundle) && fs.readFileSync(bundle, 'utf8').includes('sourceMappingURL');
}
