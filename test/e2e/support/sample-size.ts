/**
 * How many workers the practice HQ of a test has, where the test does not ask for another number. HQ's calls per second and minute go by it,
 * and so does Roster's pace: enough for hardly any of it to be waited for.
 */
export const sampleSize = 100;
