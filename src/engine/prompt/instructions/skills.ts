import { posix } from 'node:path';
import { z } from 'zod';
import type { Snapshot } from '../../workspace/snapshot';
import { readText } from '../context/read-text';
import type { Part } from '../token-budget';
import { readFrontMatter } from './front-matter';

/** A described way of working, of which the prompt shows the name until the model asks for the text. */
export interface Skill {
  readonly name: string;
  readonly description: string;
  /** Workspace-relative path of its `SKILL.md`. */
  readonly path: string;
}

/** The folders in which assistants keep skills; of equal names the first counts. */
const FOLDERS = ['.github/skills', '.agents/skills', '.claude/skills'];
const MAX_SKILLS = 20;
/** Characters of a description that are shown. */
const MAX_DESCRIPTION = 200;

const skillSchema = z.object({ name: z.string().optional(), description: z.string() });

/** The skills of the workspace, by name. What has no readable description is none. */
export async function findSkills(snapshot: Snapshot): Promise<Skill[]> {
  const skills = new Map<string, Skill>();
  for (const folder of FOLDERS)
    for (const path of snapshot.files) {
      if (skills.size >= MAX_SKILLS || posix.dirname(posix.dirname(path)) !== folder) continue;
      if (posix.basename(path) !== 'SKILL.md') continue;
      const { fields } = readFrontMatter((await readText(snapshot, path)) ?? '', skillSchema);
      if (fields === undefined) continue;
      const name = oneLine(fields.name ?? posix.basename(posix.dirname(path)), 64);
      if (!skills.has(name))
        skills.set(name, { name, description: oneLine(fields.description, MAX_DESCRIPTION), path });
    }
  return [...skills.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The list of skills for a prompt; none where there are none. */
export function skillsPart(skills: readonly Skill[]): Part[] {
  if (skills.length === 0) return [];
  const lines = skills.map(({ name, description, path }) => `- ${name}: ${description} (${path})`);
  return [
    {
      title: 'Skills of the project; ask for the file of one that fits before you write',
      text: lines.join('\n'),
      why: 'names of skills, of which the text is shown when the model asks for it',
    },
  ];
}

function oneLine(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
