import { redactSecrets } from '../../journal/redact-secrets';
import { escapeRegExp } from '../../platform/escape-reg-exp';

/** What is shown of a web page. */
export const WEB_PAGE = 'a web page';

/** Characters of a provider's own text that are shown. */
const MAX_PROVIDER_TEXT = 300;

/** What looks like a key where a provider's message repeats it, often shortened, and what stands instead of it. */
const LIKE_KEYS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:sk|pk|rk)-[\w*.…-]{3,}/g, '[key]'],
  // A word behind “Bearer” or “Basic” has capitals or digits inside if it is a token.
  [/\b([Bb]earer|[Bb]asic)\s+(?=[\w.~+/=-]{8})(?=\S+[\dA-Z])[\w.~+/=-]+/g, '$1 [key]'],
  [/([?&](?:(?:api|access|auth)[-_]?)?(?:key|token|sig|code)=)[^&\s"'<>]+/gi, '$1[key]'],
  [/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, '$1[key]@'],
];

/** Makes a provider's text safe to show: one line, bounded, without anything that is or looks like an API key. */
export function sanitizeText(text: string, secret: string | undefined): string {
  if (/<html|<!doctype/i.test(text)) return WEB_PAGE;
  const withoutLikely = LIKE_KEYS.reduce(
    (result, [pattern, instead]) => result.replace(pattern, instead),
    withoutKey(text, secret),
  );
  const redacted = redactSecrets(withoutLikely, '[key]');
  const line = redacted.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > MAX_PROVIDER_TEXT ? `${line.slice(0, MAX_PROVIDER_TEXT)}…` : line;
}

/** Characters. Shorter keys are refused, because taking them out would also blot out words. */
export const MIN_KEY_LENGTH = 8;
/** Characters. A key of this length can't be a part of anything else, so it is taken out wherever it stands. */
const UNMISTAKABLE_LENGTH = 20;

/**
 * Takes out the key in every form. A short one is taken out only as a whole token, so that a key such as “function”
 * does not remove a part of the word “functional”.
 */
function withoutKey(text: string, secret: string | undefined): string {
  if (!secret || secret.length < MIN_KEY_LENGTH) return text;
  const isUnmistakable = secret.length >= UNMISTAKABLE_LENGTH;
  const [before, after] = isUnmistakable ? ['', ''] : ['(?<![A-Za-z0-9])', '(?![A-Za-z0-9])'];
  const written = text.replace(new RegExp(`${before}${writingsOf(secret)}${after}`, 'g'), '[key]');
  return base64Of(secret).reduce((result, encoded) => result.replaceAll(encoded, '[key]'), written);
}

/** The key, each special character as it is, escaped in JSON, or encoded in a URL. */
function writingsOf(secret: string): string {
  return [...secret]
    .map((character) => {
      if (/[A-Za-z0-9]/.test(character)) return character;
      const code = character.charCodeAt(0).toString(16).padStart(2, '0');
      return `(?:\\\\?${escapeRegExp(character)}|%${inAnyCase(code)}|\\\\u00${inAnyCase(code)})`;
    })
    .join('');
}

function inAnyCase(hex: string): string {
  return [...hex].map((digit) => `[${digit}${digit.toUpperCase()}]`).join('');
}

/** What base64 makes of the key in any text, as basic authentication has it behind a user name. */
function base64Of(secret: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const all = Buffer.from('x'.repeat(offset) + secret).toString('base64');
    // Characters that hold bits of the key alone.
    const inner = all.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + secret.length) * 8) / 6));
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
