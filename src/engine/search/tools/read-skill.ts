import { z } from 'zod';
import { fence } from '../../prompt/show-file';
import { defineTool, refuse } from './tool';
import { findFile } from './visible-files';

/** The prompt shows the names of skills only; their text is what somebody wrote into the workspace, and no more. */
export const readSkill = defineTool({
  name: 'read_skill',
  description: 'Shows the text of a skill of the project by its name.',
  input: z.object({ name: z.string() }),
  isOffered: ({ skills = [] }) => skills.length > 0,
  async look({ name }, view) {
    const { skills = [] } = view;
    const skill = skills.find((each) => each.name === name.trim());
    if (skill === undefined)
      return refuse(`There is no skill \`${name}\`. The skills are ${skills.map((each) => each.name).join(', ')}.`);
    const file = await findFile(skill.path, view);
    if (!file.ok) return refuse(file.why);
    const text = file.text.slice(0, view.characters);
    const cut = text.length < file.text.length ? '\n(cut for its length; read_file shows the rest)' : '';
    const title = `skill ${skill.name} (${skill.path})`;
    return { ok: true, text: `${title}:\n\n${fence(text, 'markdown')}${cut}`, summary: title };
  },
});
