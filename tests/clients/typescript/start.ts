// The client of "Start here" in the description of the API, with the main request. `client.ts` is made of its lines.

import { api } from "./client";

const { data, error } = await api.GET("/v1/events", {
  params: {
    query: {
      date: "1954-02",
      actor: ["molotov", "dulles,eden"],
      facet: ["day", "kind"],
      include: ["documents", "exchange"],
      actor_scope: "self",
      sort: "-date",
      limit: 3,
    },
  },
});
if (error) throw new Error(error.detail);
const pages = [data.items.map(({ id, date, actors }) => `${id} ${date.label} ${actors.length}`)];

let next = data.links.next;
while (next) {
  const cursor = new URL(next, "http://localhost").searchParams.get("cursor") ?? "";
  const more = await api.GET("/v1/events", {
    params: {
      query: {
        date: "1954-02",
        actor: ["molotov", "dulles,eden"],
        facet: ["day", "kind"],
        include: ["documents", "exchange"],
        actor_scope: "self",
        sort: "-date",
        limit: 3,
        cursor,
      },
    },
  });
  if (more.error) throw new Error(more.error.detail);
  pages.push(more.data.items.map(({ id, date, actors }) => `${id} ${date.label} ${actors.length}`));
  next = more.data.links.next;
}

const refused = await api.GET("/v1/events", { params: { query: { actor: ["moltov"] } } });
const file = await api.GET("/v1/dataset/download", { params: { query: { format: "sqlite" } }, parseAs: "arrayBuffer" });

console.log(
  JSON.stringify({
    total: data.total,
    pages,
    days: data.facets?.day?.length,
    kinds: data.facet_distinct?.kind,
    documents: data.items[0]?.documents?.length,
    guess: refused.error?.errors[0]?.did_you_mean,
    bytes: file.data?.byteLength,
  }),
);
