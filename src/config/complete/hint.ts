const SHOWN_MAX = 10;

/** What to do about files of an older build, when they are; nothing else. */
export function completionHint(lacking: readonly string[], folder: string): readonly string[] {
  if (lacking.length === 0) return [];
  const more = lacking.length > SHOWN_MAX ? `, and ${lacking.length - SHOWN_MAX} more` : '';
  const names = lacking.slice(0, SHOWN_MAX).join(', ');
  return [
    `${folder} lacks what this build asks for: \`septet config complete --config ${folder} --write\` adds exactly that as this build has it (${names}${more})`,
  ];
}
