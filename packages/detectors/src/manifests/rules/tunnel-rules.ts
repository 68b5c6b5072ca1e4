/** Ways for others to reach this machine from outside that its owner did not open. */
import type { TextRule } from '../text-rule.ts';
import { SUBJECTS } from './subjects.ts';

const { reverse } = SUBJECTS;

/** Where a command begins: a line, after another command, or behind what starts it. */
const BEGINS = String.raw`(?:^|[\n;&|(\x60"'])\s{0,12}(?:(?:sudo|nohup|setsid|exec|screen -dm|npx(?: -y| --yes)?)\s{1,3}){0,3}`;

export const TUNNEL_RULES: readonly TextRule[] = [
  {
    id: 'opens-tunnel',
    subject: reverse,
    title: 'Opens this machine to others through a tunnel',
    level: 'warn',
    mayBeSpokenOf: true,
    words: [
      'ngrok',
      'cloudflared',
      'bore ',
      'frpc',
      'chisel',
      'localtunnel',
      'lt --',
      'serveo',
      'localhost.run',
      'pinggy',
      'tailscale',
      'zrok',
      'devtunnel',
      'code tunnel',
      'gsocket',
      'gs-netcat',
      'tmate',
      'teleconsole',
      'rathole',
      'ligolo',
      'telebit',
      'pyngrok',
    ],
    pattern: new RegExp(
      String.raw`${BEGINS}(?:[\w./~$-]{0,40}\/)?(?:ngrok\s{1,3}(?:tcp|tls|start)\b|ngrok\s{1,3}http\b[^\n]{0,80}(?:&|>|--log|nohup)|cloudflared\s{1,3}(?:access\s{1,3}tcp|tunnel\s[^\n]{0,40}(?:--token\b|(?:--url|run)\b[^\n]{0,80}(?:&|>|--logfile)))|bore\s{1,3}local\b|frpc\s{1,3}(?:-c|tcp|http)|chisel\s{1,3}client\b|(?:lt|localtunnel)\s{1,3}--port\b[^\n]{0,60}(?:&|>)|tailscale\s{1,3}funnel\b|zrok\s{1,3}share\s{1,3}public|devtunnel\s{1,3}host\b|code\s{1,3}tunnel\b[^\n]{0,80}--accept-server-license-terms|(?:gsocket|gs-netcat)\s{1,3}-|tmate\s{1,3}-(?:F|S)|rathole\s{1,3}[\w./-]{1,40}\.toml|ligolo\S{0,10}\s{1,3}-)|\bngrok\.(?:connect|forward)\(|\bngrok_tunnel\b|\bssh\b[^\n]{0,60}\s-\w{0,5}R\s?[^\n]{1,60}\b(?:serveo\.net|localhost\.run|pinggy\.io)`,
    ),
    finds: [
      'cloudflared tunnel --url http://localhost:8080 &',
      'nohup ngrok tcp 22 >/dev/null 2>&1 &',
      'bore local 22 --to bore.pub',
      'frpc -c /tmp/f.ini',
      'chisel client 203.0.113.4:8000 R:22:localhost:22',
      'npx localtunnel --port 3000 > /tmp/l &',
      'tailscale funnel --bg 8080',
      'ssh -R 80:localhost:3000 serveo.net',
      'public = ngrok.connect(22, "tcp")',
    ],
    leaves: [
      'Start the server, then use ngrok to test webhooks',
      'ngrok http 3000',
      'Never start `cloudflared tunnel --url http://localhost:8080`',
      'tailscale status',
      'cloudflared tunnel --url http://localhost:3000',
      'the shore local authorities',
    ],
  },
  {
    id: 'reverse-forwarding',
    subject: reverse,
    title: 'Has another machine reach a port of this one over SSH',
    level: 'warn',
    mayBeSpokenOf: true,
    words: ['ssh ', 'autossh', 'plink', 'remoteforward'],
    pattern:
      /\b(?:ssh|autossh|plink)\b(?=[^\n]{0,160}(?:StrictHostKeyChecking[ =]no|-\w{0,5}[fN]|&))[^\n]{0,100}\s-\w{0,5}R\s?(?:[\w.*]{1,40}:)?\d{1,5}:[\w.-]{1,40}:\d{1,5}|\bRemoteForward\s{1,3}\d{1,5}\s{1,3}\S{1,40}:\d{1,5}/,
    finds: [
      'ssh -o StrictHostKeyChecking=no -fNR 0:localhost:22 v@host.test',
      'autossh -M 0 -N -R 2222:localhost:22 u@h.test',
    ],
    leaves: [
      'ssh -L 5432:localhost:5432 db.test',
      'ssh-keygen -R 192.168.1.1',
      'Do not run ssh -fNR 0:localhost:22 u@h',
    ],
  },
];
