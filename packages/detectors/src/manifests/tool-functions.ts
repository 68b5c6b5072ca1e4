/** Tools written as functions: compares what each says of itself with what its own body does. */
import { raise, type Raised } from './raise.ts';
import { SUBJECTS } from './rules/subjects.ts';

/** A decorated Python function with its own description: `@mcp.tool()` … `def name(…):` … `"""…"""`. */
const TOOL_FUNCTION =
  /@(?:\w{1,30}\.){0,2}(?:tool|mcp_tool|register_tool)\b[^\n]{0,200}\n(?:[ \t]{0,8}@[^\n]{0,120}\n){0,3}[ \t]{0,8}(?:async )?def (\w{1,60})\([^\n]{0,300}\n(?:[^\n"']{0,120}\n){0,4}?[ \t]{0,16}(?:"""|''')([^"']{1,1200})(?:"""|''')/g;
const MOST_FUNCTIONS = 200;
const BODY_UNITS = 6000;

const NETWORK = /\b(?:requests|httpx)\.(?:post|put|get)\(|urlopen\(|\bsocket\.socket\(|aiohttp\.|smtplib\./;
const PROGRAMS = /\bsubprocess\.\w{3,12}\(|\bos\.(?:system|popen)\(|(?<![.\w])(?:eval|exec)\(/;
const DELETES = /\bos\.(?:remove|unlink|rmdir)\(|shutil\.rmtree\(/;
const SECRETS = /\bos\.environ\b(?!\.get|\[)|\.ssh\b|\.aws\b|id_rsa|\/etc\/(?:passwd|shadow)|\.netrc/;

const DOES: readonly (readonly [code: RegExp, said: RegExp, title: string])[] = [
  [
    NETWORK,
    /\b(?:fetch|send|post|upload|download|api|http|url|web|online|search|server|request|remote|e-?mail|notif|sync|publish|call|query|weather|price|news|issue|repo|message|get|retrieve|lookup|look up)/i,
    'talks to the network',
  ],
  [
    PROGRAMS,
    /\b(?:run|execut|command|shell|script|eval|calculat|comput|build|test|install|git|process|convert|compile|open|launch|start|lint|format|expression|code)/i,
    'runs programs or code',
  ],
  [DELETES, /\b(?:delet|remov|clean|clear|purg|prune|move|rename|replac|temp|tidy|unlink)/i, 'deletes files'],
  [
    SECRETS,
    /\b(?:environment|env|secret|credential|ssh|aws|key|password|config|account|user)/i,
    'reads secrets',
  ],
];

export function findToolMismatches(text: string): readonly Raised[] {
  const raised: Raised[] = [];
  let count = 0;
  for (const match of text.matchAll(TOOL_FUNCTION)) {
    if (++count > MOST_FUNCTIONS) break;
    const [head, name = '', said = ''] = match;
    const from = match.index + head.length;
    const rest = text.slice(from, from + BODY_UNITS);
    const end = /\n(?:@|def |async def |class |if __name__)/.exec(rest)?.index ?? rest.length;
    const body = rest.slice(0, end);
    for (const [code, words, title] of DOES)
      if (code.test(body) && !words.test(`${name.replaceAll('_', ' ')} ${said}`))
        raised.push(
          raise(
            'tool-beyond-description',
            'warn',
            SUBJECTS.honesty,
            `The tool ${name} ${title}, of which its description says nothing`,
            {
              start: match.index,
              end: from,
            },
          ),
        );
  }
  return raised;
}
