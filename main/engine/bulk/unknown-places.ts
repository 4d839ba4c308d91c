/**
 * Stands in an export for the locations of an invitation whose form was never read here. A blank cell would have HQ take them away; this code HQ
 * knows of no location, so it refuses the row, and Roster reads it as "as they are". The same in every language: a file goes from one to another.
 */
export const unknownPlaces = '(not known here)';
