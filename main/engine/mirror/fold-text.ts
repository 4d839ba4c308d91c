/** Text as people search and sort it: without case and accents, in any script. */

/**
 * Marks that people leave out when they type: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs. The vowel signs
 * of the scripts of India and South-East Asia are letters to their readers and stay.
 */
const optionalMarks =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u06d6-\u06ed]|\u0640/gu;

/** Letters with a stroke or of two letters, which Unicode does not take apart. */
const plainLetters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};
const strokeLetters = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'gu');

/** Nothing but ASCII needs no table: most names of most projects. */
const ascii = /^[\x20-\x7e]*$/;

/** 'Élodie' → 'elodie', 'ЁЖ' → 'еж', 'Straße' → 'strasse', 'ＡＢ' → 'ab'. */
export function foldText(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(optionalMarks, '')
    .replace(strokeLetters, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC');
}
