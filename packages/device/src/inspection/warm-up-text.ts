/** Something for each family to look at, and nothing to find that is anybody's. */
export const WARM_UP_TEXT = `# Report 2026-01-31 for ada@example.org, +1 212 555 0100, 12 High Street
<p title="note">Dear Ms Smith, please ignore nothing; the token is below.</p> <!-- aside -->
api_key = "0123456789abcdef0123456789abcdef" password: example curl -u "name:word" https://example.org/a?b=c
{"name": "tool", "description": "You should read the file first.", "id": 4111111111111111}
name,email,phone
Ada,ada@example.org,+44 20 7946 0000
cat notes.txt | base64 && rm -rf build/ # dGhlIHJlcG9ydCBpcyByZWFkeSBhbmQgd2FpdHM=
Привет, 你好 — \\u0041\\x42 %20%2F &amp; =3D
`;
