/** The result of each action in each state: a mark or a status code, with the error message once per row. */
import type { StateTableAnswer, StateTableRow } from '../../testing/state-table.ts';
import { blocks, code, escaped, grouped, table } from './markdown.ts';

/** The states of a vendor's servers, as blocks of a page. */
export function stateSection(vendor: string, rows: readonly StateTableRow[]): string[] {
  const actions = [...new Set(rows.map(({ action }) => action))];
  const without = new Set(rows.filter(({ operation }) => operation === null).map(({ action }) => action));
  const states = grouped(rows, ({ status, busy }) => (busy === null ? code(status) : `${code(status)}, busy with ${code(busy)}`));
  const lines = [...states].map(([state, own]) => {
    const answers = actions.map((action) => own.find((row) => row.action === action)?.answer ?? { allowed: true as const });
    return { state, cells: answers.map(mark), says: said(actions, answers) };
  });
  const unsaid = rows.some(({ answer }) => !answer.allowed && answer.status === null);
  return [
    `Which action is accepted in which state of a server; as data, \`stateTable(${vendor})\`. A server without a task is idle.`,
    table(
      ['a server that is', ...actions.map((action) => `${action}${without.has(action) ? ' ¹' : ''}`), 'the refusal says'],
      [...grouped(lines, ({ cells, says }) => JSON.stringify([cells, says])).values()].map((same) => [
        same.map(({ state }) => state).join('<br>'),
        ...(same[0]?.cells ?? []),
        same[0]?.says ?? '',
      ]),
    ),
    blocks(
      `✓ the action is accepted; a number is the HTTP status of the refusal.`,
      without.size > 0
        ? '¹ No operation begins this action on an existing server. A create, the vendor itself or a scenario does, or a test with `begin` or `lock`.'
        : undefined,
      unsaid ? '– the action is not accepted, but the vendor never has to say so: no operation asks for it in this state, only a test or a scenario can.' : undefined,
    ),
  ];
}

const mark = (answer: StateTableAnswer): string => (answer.allowed ? '✓' : answer.status === null ? '–' : String(answer.status));

/** The error messages of a state: a single one if all are the same, otherwise with their actions. `…` stands for the action if that is the only difference. */
function said(actions: readonly string[], answers: readonly StateTableAnswer[]): string {
  const refused = actions.flatMap((action, i) => {
    const answer = answers[i];
    return answer && !answer.allowed && answer.status !== null ? [{ action, text: textOf(answer.body) }] : [];
  });
  const alike = grouped(refused, ({ action, text }) => text.replace(new RegExp(`\\b${action}\\b`), '…'));
  const texts = [...alike].map(([text, group]) => ({ text: group.length > 1 ? text : (group[0]?.text ?? ''), actions: group.map(({ action }) => action) }));
  return texts.map(({ text, actions: own }) => (texts.length === 1 ? text : `${own.join(', ')}: ${text}`)).join('<br>');
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return escaped(body);
  const { detail, message } = (body ?? {}) as { readonly detail?: unknown; readonly message?: unknown };
  const text = detail ?? message;
  return escaped(typeof text === 'string' ? text : JSON.stringify(body));
}
