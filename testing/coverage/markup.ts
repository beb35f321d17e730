/** Text that came from elsewhere, as text in HTML or SVG. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
