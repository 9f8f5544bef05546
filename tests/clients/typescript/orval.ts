// The client that orval makes, and its strict validators: each answer is what the description says.

import * as client from "./fetch";
import * as valid from "./zod";

const events = await client.listEvents({
  date: "1954-02",
  actor: ["molotov", "dulles,eden"],
  facet: ["day", "kind"],
  include: ["documents", "claims", "citations", "exchange"],
  actor_scope: "representatives",
  date_match: "within",
});
if (events.status !== 200) throw new Error(String(events.status));
valid.listEventsResponse.parse(events.data);

const exchange = await client.getExchange("soviet-note-1954-03-31", { scope: "whole" });
valid.getExchangeResponse.parse(exchange.data);

const claims = await client.listClaims({ status: ["contradicted"], facet: ["status"] });
if (claims.status !== 200) throw new Error(String(claims.status));
valid.listClaimsResponse.parse(claims.data);

const found = await client.search({ q: "conditional nato", type: ["document", "paragraph"], facet: ["type"] });
if (found.status !== 200) throw new Error(String(found.status));
valid.searchResponse.parse(found.data);

const refused = await client.listEvents({ actor: ["moltov"] });
if (refused.status !== 422) throw new Error(String(refused.status));

console.log(
  JSON.stringify({
    total: events.data.total,
    ids: events.data.items.map((event) => event.id),
    dates: events.data.items.map((event) => event.date.label),
    days: events.data.facets?.day?.length,
    moves: exchange.status === 200 ? exchange.data.moves.length : 0,
    claims: claims.data.items.map((claim) => claim.statement),
    types: found.data.facets?.type?.map(({ value }) => value),
    guess: (await refused.data).errors[0]?.did_you_mean,
  }),
);
