import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { english } from '../../src/messages/english';
import type { Message } from '../../src/messages/message';
import { vietnamese } from '../../src/messages/vietnamese/vietnamese';
import { installLanguagePack } from '../host/languagePack';
import { Profile } from '../host/profile';
import { licenseProfile, machineRow, patchSettings, PRODUCTION, subscriptionRow } from '../simulatedAzure/fleetRows';
import { cutTexts, textsThatMeet } from './cutTexts';
import { eventually } from './eventually';
import { CONTAINER, FleetUnderTest, names, statusItem, statusTooltip } from './startFleet';
import { type WorkbenchUnderTest, startWorkbench } from './startWorkbench';
import type { Workbench } from './workbench';

const DEMO = { 'hotpatchFleet.cloud': 'Demo' } as const;
const IN_VIETNAMESE = { 'hotpatchFleet.language': 'vi' } as const;

describe('the demo fleet in Vietnamese, by the setting', () => {
  let started: WorkbenchUnderTest;
  let workbench: Workbench;

  before(async () => {
    started = await startWorkbench({
      machineSettings: { ...DEMO, ...IN_VIETNAMESE },
      env: { TZ: 'UTC' },
      context: { viewport: { width: 1440, height: 960 } },
    });
    ({ workbench } = started);
    await workbench.openContainer(CONTAINER);
    await workbench.row(/^Thất bại, /).waitFor();
  });

  after(() => started.close());

  it('has a tree, a badge and a status bar in Vietnamese', async () => {
    const groups = await names(workbench, 1);
    assert.ok(groups.length > 5);
    for (const name of groups) assert.match(name, /^\p{Lu}.*, [\d.]+ máy/u);
    await eventually(async () =>
      assert.match(
        (await statusItem(workbench).getAttribute('aria-label')) ?? '',
        /máy đủ điều kiện đang nhận hotpatch/,
      ),
    );
    await eventually(async () =>
      assert.match(await (await statusTooltip(workbench)).innerText(), /máy chờ khởi động lại/),
    );
    await workbench.moveMouseAway();
    await eventually(async () =>
      assert.match((await workbench.container(CONTAINER).getAttribute('aria-label')) ?? '', /\d+ máy cần chú ý/),
    );
  });

  it('says in Vietnamese why a machine is in its state, with dates as they are written there', async () => {
    await workbench.expand(/^Thất bại, /);
    const [machine] = await names(workbench, 2);
    assert.ok(machine);
    const tooltip = await (await workbench.rowTooltip(machine)).innerText();
    assert.match(tooltip, /Thất bại/);
    assert.match(tooltip, /Việc cần làm tiếp theo:/);
    assert.match(tooltip, /Dữ liệu tính đến \d\d:\d\d \d+ thg \d+, \d{4}/);
    await workbench.moveMouseAway();
    await workbench.collapse(/^Thất bại, /);
  });

  it('has a filter in Vietnamese', async () => {
    await workbench.viewAction('Filter…').click();
    await workbench.quickInput.getByText('Lọc đội máy').waitFor();
    await workbench.quickPickItem(/Chỉ những máy cần chú ý/).waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  describe('the dashboard', () => {
    let view: FrameLocator;

    before(async () => {
      await workbench.command('Hotpatch Fleet: Show Dashboard');
      view = workbench.webview();
      await view.locator('.grid-body .name').first().waitFor();
      await workbench.command('View: Toggle Primary Side Bar Visibility');
    });

    it('says which language it is in', async () => {
      assert.equal(await view.locator('html').getAttribute('lang'), 'vi');
    });

    it('has no English text', async () => {
      await view.getByRole('button', { name: 'Cột' }).waitFor();
      const shown = await view.locator('body').innerText();
      assert.match(shown, /Đang nhận hotpatch/);
      const left = translatedSentences().filter((sentence) => shown.includes(sentence));
      assert.deepEqual(left, []);
    });

    it('writes money and numbers as people there do', async () => {
      const shown = (await view.locator('.figure-cost').innerText()).replaceAll('\u00a0', ' ');
      assert.match(shown, /Chi phí tháng \d+, ước tính/);
      assert.match(shown, /\d\.\d{3},\d\d \$ trọn một tháng theo giá niêm yết/);
    });

    for (const width of [1440, 1000, 700, 440]) {
      it(`cuts off no text, ${width} pixels wide`, async () => {
        await workbench.page.setViewportSize({ width, height: 960 });
        await eventually(async () => {
          assert.deepEqual(await cutTexts(view), []);
          assert.deepEqual(await textsThatMeet(view, '.month-labels text'), []);
          assert.deepEqual(await textsThatMeet(view, '.strip-month'), []);
        });
      });
    }

    it('would be seen to cut off a text', async () => {
      const heading = view.locator('.figure .label').first();
      await heading.evaluate((element: { textContent: string }) => (element.textContent = 'x'.repeat(500)));
      await heading.evaluate((element: { setAttribute(name: string, value: string): void }) =>
        element.setAttribute('class', 'cell head'),
      );
      assert.equal((await cutTexts(view)).length, 1);
    });
  });
});

describe('an operation in Vietnamese', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    const notEnrolled = { properties: { licenseProfile: licenseProfile(null), osProfile: patchSettings({}) } };
    fleet = await FleetUnderTest.start(
      {
        rows: [
          subscriptionRow(PRODUCTION, 'Contoso Production'),
          ...[machineRow('app01', notEnrolled), machineRow('app02', notEnrolled)],
        ],
        flags: { 'enroll-seconds': 1, 'graph-lag-seconds': 1 },
      },
      { machineSettings: IN_VIETNAMESE, context: { viewport: { width: 1440, height: 960 } } },
    );
    ({ workbench } = fleet);
  });

  after(() => fleet.close());

  it('is planned, confirmed, followed and reported in Vietnamese', async () => {
    await workbench.contextMenu(/^Chưa ghi danh, 2 máy/, 'Enroll in Hotpatch…');
    await workbench.quickInput.getByText('Ghi danh 2 máy vào hotpatch').waitFor();
    await workbench.quickInput.getByText('Sẵn sàng').waitFor();
    await workbench.quickInput.getByRole('button', { name: 'OK' }).click();
    await workbench.dialog.waitFor();
    const question = (await workbench.dialog.innerText()).replaceAll('\u00a0', ' ');
    assert.match(question, /Ghi danh 2 máy vào hotpatch\?/);
    assert.match(question, /16 lõi × 1,50 \$ = \+24,00 \$ mỗi tháng/);
    await workbench.pressInDialog('Ghi danh 2 máy');
    const end = workbench.notification(/Ghi danh đã kết thúc: 2 xong\./);
    await end.getByRole('button', { name: 'Xem báo cáo' }).click();
    const report = workbench.page.locator('.editor-instance .view-lines');
    await eventually(async () => {
      const text = (await report.innerText()).replaceAll('\u00a0', ' ');
      assert.match(text, /Báo cáo thao tác: Ghi danh/);
      assert.match(text, /Kết quả \| 2 xong/);
    });
  });
});

describe('VS Code in Vietnamese, by a language pack', () => {
  let scratch: string;
  let started: WorkbenchUnderTest;
  let workbench: Workbench;

  before(async () => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hotpatch-language-'));
    const extensionsDir = path.join(scratch, 'extensions');
    const profile = Profile.create(path.join(scratch, 'user-data'), { user: { 'workbench.hover.delay': 100 } });
    installLanguagePack('vi', extensionsDir, profile);
    started = await startWorkbench({ extensionsDir, profile, language: 'vi', env: { TZ: 'UTC' } });
    ({ workbench } = started);
    await workbench.openContainer(CONTAINER);
  });

  after(async () => {
    await started.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  it('welcomes in Vietnamese', async () => {
    const welcome = workbench.viewWelcome('Đội máy');
    await welcome.getByRole('button', { name: 'Đăng nhập vào Azure' }).waitFor();
    await welcome.getByText(/Bản demo không cần tài khoản Azure/).waitFor();
  });

  it('has the commands in Vietnamese, and what they lead to', async () => {
    await workbench.command('Hotpatch Fleet: Dùng thử đội máy demo');
    await workbench.row(/^Thất bại, /).waitFor();
    await workbench.viewAction('Làm mới đội máy').waitFor();
  });

  it('can have the texts in English all the same, once the window is reloaded', async () => {
    workbench.updateSettings({ ...DEMO, 'hotpatchFleet.language': 'en' });
    const offer = workbench.notification(/Ngôn ngữ sẽ đổi khi cửa sổ được tải lại/);
    await offer.getByRole('button', { name: 'Tải lại cửa sổ' }).click();
    await workbench.row(/^Failed, /).waitFor({ timeout: 60_000 });
    await workbench.viewAction('Làm mới đội máy').waitFor(); // titles follow VS Code
  });
});

/** The page's and the dashboard's English sentences that are other ones in Vietnamese, long enough to be no name. */
function translatedSentences(): readonly string[] {
  const messages: readonly (readonly [string, Message])[] = Object.entries(english);
  return messages
    .filter(([id]) => id.startsWith('dash.'))
    .flatMap(([id, message]) => (typeof message === 'string' && !message.includes('{') ? [{ id, message }] : []))
    .filter(({ id, message }) => message.length > 8 && Reflect.get(vietnamese, id) !== message)
    .map(({ message }) => message);
}
