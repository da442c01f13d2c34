import type { History } from '@guildhall/application/imports/history';
import { textFrom } from '../mapping/text-source';
import type { RowReading } from './row-reading';

/** Where it is, as far as the row knows. */
export function locationOf(reading: RowReading): History['query']['location'] {
  const ward = reading.plain('ward', reading.mapping.ward, 100);
  const coordinates = coordinatesOf(reading);
  return coordinates || ward !== undefined ? { ...coordinates, ward } : undefined;
}

/** Degrees, WGS 84. */
function coordinatesOf(reading: RowReading): { lat: number; lon: number } | undefined {
  const { mapping, row } = reading;
  if (!mapping.location) return undefined;
  const written = [textFrom(mapping.location.lat, row), textFrom(mapping.location.lon, row)];
  if (written.every((text) => text === undefined)) return undefined;
  const [lat = NaN, lon = NaN] = written.map((text) => Number(text ?? NaN));
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) {
    reading.note(
      'unreadable-location',
      'Its latitude and longitude cannot be read: it is taken to have none.',
    );
    return undefined;
  }
  if ([[0, 0], ...mapping.location.unknown].some(([y, x]) => lat === y && lon === x)) {
    reading.note(
      'unknown-location',
      `${lat}, ${lon} stands for a place not known: it is taken to have none.`,
    );
    return undefined;
  }
  return { lat, lon };
}
