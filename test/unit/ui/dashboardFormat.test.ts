import assert from 'node:assert/strict';
import { instant } from '../../../src/core/instant';
import { amountOf, price } from '../../../src/core/money';
import { monthOf, utcDay } from '../../../src/core/utcDay';
import { DashboardFormat } from '../../../src/ui/dashboardFormat';

const AUGUST = monthOf(2026, 7);
const NOON = instant(Date.UTC(2026, 7, 14, 12));
const english = new DashboardFormat('en');
const vietnamese = new DashboardFormat('vi');

/** Intl puts spaces that do not break before units and currencies. */
function plain(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ');
}

describe('figures in a language', () => {
  it('are months as short as an axis asks for', () => {
    assert.equal(english.shortMonth(AUGUST), 'Aug');
    assert.equal(vietnamese.shortMonth(AUGUST), 'T8');
    assert.equal(vietnamese.monthOf(NOON), 'T8');
  });

  it('are months as they are written within a sentence', () => {
    assert.equal(english.monthName(AUGUST), 'August');
    assert.equal(vietnamese.monthName(AUGUST), 'tháng 8');
    assert.equal(new DashboardFormat('fr').monthName(AUGUST), 'août');
    assert.equal(vietnamese.monthAndYear(AUGUST), 'tháng 8 năm 2026');
  });

  it('are days, ages and money', () => {
    const dollars = price(1.5);
    assert.ok(dollars !== undefined);
    assert.equal(english.price(dollars, 'USD'), '$1.50');
    assert.equal(plain(vietnamese.price(dollars, 'USD')), '1,50 $');
    const amount = amountOf(dollars, 31 * 1_000, 31);
    assert.equal(plain(vietnamese.money(amount, 'USD')), '1.500,00 $');
    assert.equal(plain(vietnamese.moneyChange(amount, 'USD')), '+1.500,00 $');
    assert.equal(vietnamese.day(utcDay(NOON)), '14 thg 8, 2026');
    assert.equal(plain(vietnamese.age(NOON, instant(NOON + 3 * 86_400_000))), '3 ngày');
  });
});
