import { escapeRegExp } from '../../platform/escape-reg-exp';

/** What is shown of a web page. */
export const WEB_PAGE = 'a web page';

/** Characters of a provider's own text that are shown. */
const MAX_PROVIDER_TEXT = 300;

/** Makes a provider's text safe to show: one line, bounded, without anything that is or looks like an API key. */
export function sanitizeText(text: string, secret: string | undefined): string {
  if (/<html|<!doctype/i.test(text)) return WEB_PAGE;
  const withoutSecret = withoutKey(text, secret);
  const redacted = withoutSecret.replace(/\b(?:sk|pk|rk)-[\w*.…-]{3,}/g, '[key]');
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
  return encodingsOf(secret).reduce((result, encoded) => {
    if (secret.length >= UNMISTAKABLE_LENGTH) return result.replaceAll(encoded, '[key]');
    const token = new RegExp(`(?<![A-Za-z0-9])${escapeRegExp(encoded)}(?![A-Za-z0-9])`, 'g');
    return result.replace(token, '[key]');
  }, text);
}

/** The forms in which a message can contain the key: plain, inside JSON, in a URL, and in basic authentication. */
function encodingsOf(secret: string): string[] {
  const jsonEscaped = JSON.stringify(secret).slice(1, -1);
  const base64 = Buffer.from(secret).toString('base64');
  return [...new Set([secret, jsonEscaped, encodeURIComponent(secret), base64])];
}
