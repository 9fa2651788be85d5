import assert from 'node:assert/strict';
import { instant } from '../../../src/core/instant';
import { english } from '../../../src/messages/english';
import { price } from '../../../src/core/money';
import { utcDay } from '../../../src/core/utcDay';
import type { Message } from '../../../src/messages/message';
import { vietnamese } from '../../../src/messages/vietnamese/vietnamese';
import { DashboardFormat } from '../../../src/ui/dashboardFormat';
import { Texts } from '../../../src/messages/texts';

const originals: Readonly<Record<string, Message>> = english;
const translated: readonly (readonly [string, string])[] = Object.entries(vietnamese).map(([id, message]) => {
  assert.equal(typeof message, 'string', `${id}: Vietnamese has one form for every count`);
  return [id, typeof message === 'string' ? message : message.other];
});

/** Text and English sentence (of many) of each message that both have. */
const pairs = translated.flatMap(([id, text]) => {
  const original = originals[id];
  return original === undefined ? [] : [{ id, text, original: otherForm(original) }];
});

/** All that is wrong at once, each with its id. */
function noneOf(isWrong: (pair: (typeof pairs)[number]) => boolean): void {
  assert.deepEqual(
    pairs.filter(isWrong).map(({ id, text }) => `${id}: ${text}`),
    [],
  );
}

describe('the catalogue in Vietnamese', () => {
  it('has every message and no other', () => {
    const ids = new Set(translated.map(([id]) => id));
    assert.deepEqual(
      {
        missing: Object.keys(english).filter((id) => !ids.has(id)),
        surplus: [...ids].filter((id) => !(id in english)),
      },
      { missing: [], surplus: [] },
    );
  });

  it('has the same places as the English sentence', () => {
    noneOf(({ text, original }) => placesOf(text).join() !== placesOf(original).join());
  });

  it('holds text that can be shown: no blank ends, no half places, no straight quotes', () => {
    noneOf(({ text }) => text !== text.trim() || text === '');
    noneOf(({ text }) => /[{}]/.test(text.replaceAll(/\{\w+\}/g, '')));
    noneOf(({ text }) => /["']/.test(text));
    noneOf(({ text }) => /\s\s|\.\.\.|\s[,;:!?)]|\s\.(?!NET|ps1)/.test(text));
    // Letters with their marks in one piece: else a search would not find them, and some fonts draw them badly.
    noneOf(({ text }) => text !== text.normalize('NFC'));
  });

  it('begins and ends as the English sentence does', () => {
    noneOf(({ text, original }) => endOf(text) !== endOf(original));
    noneOf(({ text, original }) => {
      const isOpen = [text, original].some((sentence) => /^[^\p{L}]/u.test(sentence));
      return !isOpen && /^\p{Lu}/u.test(text) !== /^\p{Lu}/u.test(original);
    });
  });

  it('is short where there is little room: buttons, columns, figures', () => {
    const NARROW = /^(?:state|track|dash\.(?:figure|facet|track|page\.column)|plan\.(?:button|bucket))\.[^.]+$/;
    noneOf(({ id, text, original }) => NARROW.test(id) && text.length > Math.max(22, original.length * 1.7));
  });

  it('keeps the names of products, commands and settings', () => {
    const NAMES =
      /KB\d+|\bVBS\b|\bUEFI\b|Secure Boot|azcmagent \w+|[\w.]+\.microsoft\.com|hotpatchFleet\.[\w.]+|enableHotpatching|Azure (?:Arc|CLI|Edition|US|China|Local|Update|Connected|Resource)\b|Windows Server(?: \d{4})?|Software Assurance|\$\([\w-]+\)/g;
    noneOf(({ text, original }) => [...original.matchAll(NAMES)].some(([name]) => !text.includes(name)));
  });

  it('counts, and writes numbers and dates as people there do', () => {
    const texts = new Texts('vi', vietnamese, 'UTC');
    assert.equal(texts.text('status.attention', { count: 1 }), '1 máy cần chú ý');
    assert.equal(texts.text('status.attention', { count: 12_345 }), '12.345 máy cần chú ý');
    const at = instant(Date.UTC(2026, 6, 14, 9, 5));
    assert.match(texts.text('status.asOf', { at: { instant: at } }), /^Tính đến .*14 thg 7, 2026/);
    const format = new DashboardFormat('vi');
    const dollar = price(1.5);
    assert.ok(dollar !== undefined);
    assert.equal(format.price(dollar, 'USD').replaceAll('\u00a0', ' '), '1,50 $');
    assert.equal(format.day(utcDay(at)), '14 thg 7, 2026');
  });
});

function otherForm(message: Message): string {
  return typeof message === 'string' ? message : message.other;
}

function placesOf(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted();
}

/** The full stop, colon, question mark or ellipsis that a text ends with, or what it sets in there. */
function endOf(text: string): string {
  return /[.:?…]$/.exec(text)?.[0] ?? '';
}
