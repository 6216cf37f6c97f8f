/** A folder of an older build as this one would have it. */
export async function completedFolder(folder: string) {
  const { completed } = await import('../config/complete/complete.ts');
  const { filesOfFolder } = await import('../change/store/content.ts');
  const { defaultFolder } = await import('../bus/build-info.ts');
  return completed(filesOfFolder(folder), filesOfFolder(defaultFolder()));
}

/** What to do about a folder of an older build; empty when it is none. */
export async function lackingIn(folder: string): Promise<readonly string[]> {
  const { completionHint } = await import('../config/complete/hint.ts');
  return completionHint((await completedFolder(folder)).done, folder);
}
