/** A place by its coordinates, in degrees (WGS 84). */
export interface Place {
  lat: number;
  lon: number;
}

/** Metres: the earth's mean radius (IUGG). */
const EARTH = 6_371_008.8;
const METRES_A_DEGREE = (EARTH * Math.PI) / 180;

/** How far from a place is still near it, in metres: also the side of a cell, so that what is near lies in the cells around. */
export const NEAR = 150;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in metres, by the haversine formula. */
export function metresBetween(one: Place, other: Place): number {
  const [north, east] = [radians(other.lat - one.lat) / 2, radians(other.lon - one.lon) / 2];
  const chord =
    Math.sin(north) ** 2 + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * Math.sin(east) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** The cell of the grid that a place lies in: rows of one height, each in columns of about one width. */
export function cellOf(place: Place): string {
  const row = rowOf(place);
  return nameOf(row, columnIn(row, place));
}

/** The nine cells in which whatever is near a place lies. */
export function cellsAround(place: Place): string[] {
  const middle = rowOf(place);
  return [middle - 1, middle, middle + 1].flatMap((row) => {
    const column = columnIn(row, place);
    return [column - 1, column, column + 1].map((one) => nameOf(row, one));
  });
}

/** Exactly this point: what two cases that were put on one spot of the map share. */
export const pointOf = ({ lat, lon }: Place): string => `${lat},${lon}`;

const rowOf = ({ lat }: Place): number => Math.floor((lat * METRES_A_DEGREE) / NEAR);

function columnIn(row: number, { lon }: Place): number {
  const lat = ((row + 0.5) * NEAR) / METRES_A_DEGREE;
  return Math.floor((lon * METRES_A_DEGREE * Math.cos(radians(lat))) / NEAR);
}

const nameOf = (row: number, column: number): string => `${row}:${column}`;
