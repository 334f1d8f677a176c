/** Forms that only keys, tokens and passwords have, by the documentation of those who issue them. */
const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:sk|pk|rk)[-_][\w-]{16,}/g,
  // Names in code begin alike, but are divided into words.
  /\b(?:gsk|hf|gh[oprsu]|npm|xai|pplx|csk|r8)[_-][A-Za-z0-9]{16,}[\w-]*/g,
  /\b(?:github_pat_|glpat-|nvapi-)[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bxox[abeprs]-[\w-]{10,}/g,
  /\bAIza[\w-]{20,}/g,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/g,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/@]+(?=@)/gi,
];

/** The text without what looks like a secret; `instead` is written in its place. */
export function redactSecrets(text: string, instead = '[secret]'): string {
  return SECRETS.reduce((result, pattern) => result.replace(pattern, instead), text);
}
