/** What a vendor's document states, sentence by sentence, and where each statement is held. */
import type { AnyDocument, AnyHold, AnyStatement, HeldByTest } from '../../test/sentences/statement.ts';
import { blocks, code, escaped, prose, table } from './markdown.ts';

/** The tables, one under each heading of the document. */
export function sentenceTables({ page, parts, rules }: AnyDocument): string {
  const count = parts.reduce((sum, { statements }) => sum + statements.length, 0);
  return blocks(
    `What the vendor’s document states (${page}), paraphrased: ${count} statements, each with what holds it: an operation, a parameter or a member (\`GET … 200 name\` is a member of the answer 200), a rule with its test, a test, or an example of the document, which \`test/hosts.test.ts\` sends to every host. The tests are named by their file in the repository. \`npm run check\` fails when a statement is dropped, or when what holds it is gone.`,
    ...parts.flatMap(({ heading, statements }) => [
      `### ${heading}`,
      table(
        ['the document says', 'held by', 'otherwise here'],
        statements.map((statement) => [prose(statement.says), heldBy(statement, rules), prose(statement.except ?? '')]),
      ),
    ]),
  );
}

const heldBy = ({ held = [], notModelled }: AnyStatement, rules: AnyDocument['rules']): string =>
  notModelled === undefined ? held.map((hold) => written(hold, rules)).join('<br>') : prose(`not modelled, because ${notModelled}`);

function written({ operation, member, rule, test, title = '', example, scenario, table: name, setting }: AnyHold, rules: AnyDocument['rules']): string {
  if (operation !== undefined) return code(operation);
  if (member !== undefined) return code(member);
  if (rule !== undefined) return `rule: ${escaped(rule)}${rules[rule] ? ` (${inTest(rules[rule])})` : ''}`;
  if (test !== undefined) return inTest({ test, title });
  if (example !== undefined) return `example: ${escaped(example)}`;
  if (scenario !== undefined) return `scenario ${code(scenario)}`;
  return name === undefined ? `setting ${code(setting ?? '')}` : `table ${code(name)}`;
}

/** The pages are in the package, and the tests are not: no link. */
const inTest = ({ test, title }: HeldByTest): string => `${code(`test/${test}.test.ts`)}: “${escaped(title)}”`;
