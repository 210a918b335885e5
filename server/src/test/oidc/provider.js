// A real OpenID Connect provider for one test: on loopback, with people and clients given on the command line as JSON,
// {clients: [...], people: {sub: claims}}. Says its issuer on standard output; ends with its standard input.
import http from "node:http";
import Provider, { interactionPolicy } from "oidc-provider";

const given = JSON.parse(process.argv[2]);
const port = Number(process.argv[3] ?? 0);
const server = http.createServer((request, response) => handler(request, response));
let handler = (_, response) => response.writeHead(503).end();

const form = (uid) => `<!DOCTYPE html><html lang="en"><title>Provider</title><main><h1>Provider</h1>
<form method="post" action="/interaction/${uid}"><label for="sub">Subject</label> <input id="sub" name="sub" autofocus>
<button>Go on</button></form></main></html>`;

const read = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString());
};

server.listen(port, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: given.clients,
    cookies: { keys: ["only for tests"] },
    claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email"], groups: ["groups"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { policy: interactionPolicy.base(), url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) =>
      given.people[sub] && { accountId: sub, claims: async () => ({ sub, ...given.people[sub] }) },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile email groups");
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  handler = async (request, response) => {
    const interaction = /^\/interaction\/([\w-]+)$/.exec(request.url);
    if (!interaction) {
      await callback(request, response);
    } else if (request.method === "POST") {
      const sub = (await read(request)).get("sub");
      await provider.interactionFinished(request, response, { login: { accountId: sub } });
    } else {
      response.writeHead(200, { "content-type": "text/html" }).end(form(interaction[1]));
    }
  };
  console.log(`issuer ${issuer}`);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
