import assert from 'node:assert/strict';
import { chartLayout } from '../../../src/webview/chartLayout';
import { modelOf } from '../ui/dashboardFixture';

const { cost } = modelOf().parts();

describe('the layout of the cost chart', () => {
  assert.ok(cost);
  const parts = cost;

  for (const width of [200, 340, 700, 1_300]) {
    const layout = chartLayout(parts, { width, height: 224 });

    it(`fits into ${width} pixels`, () => {
      for (const { slot, segments, outline } of layout.bars) {
        for (const box of [...segments, ...(outline === null ? [] : [outline])]) {
          assert.ok(box.x >= layout.plot.x && box.x + box.width <= width);
          assert.ok(box.y >= layout.plot.y - 0.01 && box.height >= 0);
        }
        assert.ok(slot.x + slot.width <= width);
      }
    });

    it(`stacks the bars of a month without a gap at ${width} pixels`, () => {
      const floor = layout.plot.y + layout.plot.height;
      for (const { segments } of layout.bars) {
        let top = floor;
        for (const { y, height } of segments) {
          assert.ok(Math.abs(y + height - top) < 1e-6);
          top = y;
        }
      }
    });

    it(`names the current month at ${width} pixels, and months at equal distances from it`, () => {
      const places = layout.bars.flatMap(({ hasLabel }, place) => (hasLabel ? [place] : []));
      const current = parts.months.findIndex(({ phase }) => phase === 'current');
      assert.ok(places.includes(current));
      const gaps = new Set(places.slice(1).map((place, before) => place - (places[before] ?? 0)));
      assert.ok(gaps.size <= 1);
    });
  }

  it('names each year once', () => {
    const { bars } = chartLayout(parts, { width: 700, height: 224 });
    const years = bars.flatMap(({ hasYear }, place) => (hasYear ? [parts.months[place]?.year] : []));
    assert.deepEqual(years, ['2025', '2026']);
  });

  it('puts no text of a price step over another', () => {
    for (const width of [200, 340, 700]) {
      const { steps } = chartLayout(parts, { width, height: 224 });
      const ends = steps.map(({ textX, textY, anchor, text }) => {
        const length = text.length * 6;
        return {
          y: textY,
          from: anchor === 'end' ? textX - length : textX,
          to: anchor === 'end' ? textX : textX + length,
        };
      });
      for (const [place, one] of ends.entries()) {
        for (const other of ends.slice(place + 1)) {
          assert.ok(one.y !== other.y || one.to < other.from || other.to < one.from);
        }
      }
    }
  });
});
