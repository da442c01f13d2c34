import fc from 'fast-check';
import { cellOf, cellsAround, metresBetween, NEAR } from './places';

describe('a place', () => {
  it('is as far from another as the map says', () => {
    // Stockton's town hall to its railway station: 870 metres by the Ordnance Survey's grid.
    const [hall, station] = [
      { lat: 54.5645, lon: -1.3127 },
      { lat: 54.5697, lon: -1.3227 },
    ];
    expect(metresBetween(hall, station)).toBeGreaterThan(850);
    expect(metresBetween(hall, station)).toBeLessThan(890);
    expect(metresBetween(hall, hall)).toBe(0);
    // A degree along a meridian.
    expect(metresBetween({ lat: 54, lon: 0 }, { lat: 55, lon: 0 })).toBeCloseTo(111_195, 0);
  });

  it('has all that is near it in the cells around it', () => {
    const britain = fc.record({
      lat: fc.double({ min: 49, max: 61, noNaN: true }),
      lon: fc.double({ min: -9, max: 2, noNaN: true }),
    });
    const within = fc.record({
      metres: fc.double({ min: 0, max: NEAR * 0.999, noNaN: true }),
      bearing: fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
    });
    fc.assert(
      fc.property(britain, within, (place, { metres, bearing }) => {
        const north = (metres * Math.cos(bearing)) / 111_195;
        const east = (metres * Math.sin(bearing)) / (111_195 * Math.cos((place.lat * Math.PI) / 180));
        const other = { lat: place.lat + north, lon: place.lon + east };
        fc.pre(metresBetween(place, other) <= NEAR);
        expect(cellsAround(place)).toContain(cellOf(other));
      }),
      { numRuns: 2_000 },
    );
  });
});
