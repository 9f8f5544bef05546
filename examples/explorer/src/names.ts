// What the slugs are called: labels of kinds from /v1/dataset, names and titles of records from their lists.

import { answer, api, type Schemas } from "./api";

const kinds = new Map<string, string>();
const actors = new Map<string, string>();
const topics = new Map<string, string>();
const titles = new Map<string, string>(); // of events and documents, which share one name space

/**
 * Loads what is needed to call things by their names, and gives the data set's own description. One page of each list:
 * what lies beyond keeps its id where an answer does not bring the name along.
 */
export async function loadNames(): Promise<Schemas["Dataset"]> {
  const names = { params: { query: { limit: 500, fields: ["name" as const] } } };
  const allTitles = { params: { query: { limit: 500, fields: ["title" as const] } } };
  const [dataset, actorList, topicList, events, documents] = await Promise.all([
    answer(api.GET("/v1/dataset")),
    answer(api.GET("/v1/actors", names)),
    answer(api.GET("/v1/topics", names)),
    answer(api.GET("/v1/events", allTitles)),
    answer(api.GET("/v1/documents", allTitles)),
  ]);
  for (const [thing, labels] of Object.entries(dataset.data.kinds)) {
    for (const { value, label } of labels) kinds.set(`${thing} ${value}`, label);
  }
  for (const { id, name } of actorList.data.items) actors.set(id, name);
  for (const { id, name } of topicList.data.items) topics.set(id, name);
  for (const { id, title } of [...events.data.items, ...documents.data.items]) titles.set(id, title);
  return dataset.data;
}

export const kindLabel = (thing: "event" | "document" | "claim" | "actor", kind: string) =>
  kinds.get(`${thing} ${kind}`) ?? kind;
export const topicName = (id: string) => topics.get(id) ?? id;
export const titleOf = (id: string) => titles.get(id) ?? id.replaceAll("-", " ");
export const actorName = (id: string) => actors.get(id) ?? id;

/** Keeps the name of an actor met in an answer. */
export function learn(people: { id: string; name: string }[]): void {
  for (const { id, name } of people) actors.set(id, name);
}

/** One value of the parameter `actor` in words: `dulles,eden:author` is "Dulles or Eden as author". */
export function actorWords(value: string): string {
  const each = value.split(",").map((one) => {
    const [id = "", role] = one.split(":");
    return role ? `${actorName(id)} as ${role}` : actorName(id);
  });
  return each.join(" or ");
}
