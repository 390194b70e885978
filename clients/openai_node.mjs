// OpenAI's client for Node, as it is; CLIENTS_PACKAGES is the folder it is installed in.

import { strict as assert } from "node:assert";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.CLIENTS_PACKAGES}/`);
const OpenAI = require("openai").default;

const { baseUrl: baseURL, key: apiKey, poorKey } = JSON.parse(process.env.CLIENTS_SETTINGS);
const QUESTION = "What was revenue in March 2011?";
const FIGURE = "683,267.08";
const client = new OpenAI({ baseURL, apiKey });

const said = (...contents) =>
  contents.map((content, i) => ({ role: i % 2 ? "assistant" : "user", content }));

const ask = (contents, more = {}, by = client) =>
  by.chat.completions.create({ model: "salestalk", messages: said(...contents), ...more });

async function heard(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const ends = choices.map((choice) => choice.finish_reason).filter(Boolean);
  assert.deepEqual(ends, ["stop"]);
  return { chunks, text: choices.map((choice) => choice.delta.content ?? "").join("") };
}

const checks = {
  "models are listed": async () => {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    assert.ok(ids.includes("salestalk"), ids.join());
    return ids.join(", ");
  },

  "an answer has the right figure, and the facts": async () => {
    const completion = await ask([QUESTION]);
    assert.ok(completion.choices[0].message.content.includes(FIGURE));
    assert.equal(completion.salestalk.facts[0].value, "683267.08");
    assert.equal(completion.salestalk.verdict, "ANSWERED");
    return completion.choices[0].message.content;
  },

  "a follow-up goes on with the history": async () => {
    const first = (await ask([QUESTION])).choices[0].message.content;
    const second = await ask([QUESTION, first, "and in Germany?"]);
    assert.match(JSON.stringify(second.salestalk.facts[0].filters), /Germany/);
    return second.choices[0].message.content;
  },

  "a stream is the answer, with usage last when it is asked for": async () => {
    const model = "openai:plain";
    const plain = await heard(await ask([QUESTION], { model, stream: true }));
    assert.ok(plain.text.includes(FIGURE) && plain.chunks.every((chunk) => !chunk.usage));
    const more = { model, stream: true, stream_options: { include_usage: true } };
    const { chunks, text } = await heard(await ask([QUESTION], more));
    assert.equal(text, plain.text);
    assert.equal(chunks.at(-1).usage.total_tokens, 110);
    return `${chunks.length} chunks`;
  },

  "the client's own accumulating stream helper": async () => {
    const runner = client.chat.completions.stream({ model: "salestalk", messages: said(QUESTION) });
    assert.ok((await runner.finalContent()).includes(FIGURE));
  },

  "wrong model, wrong key and empty question are typed errors": async () => {
    await assert.rejects(ask([QUESTION], { model: "gpt-9" }), OpenAI.NotFoundError);
    await assert.rejects(ask([QUESTION], {}, new OpenAI({ baseURL, apiKey: "sk-no" })), OpenAI.AuthenticationError);
    await assert.rejects(ask([" "]), OpenAI.BadRequestError);
  },

  "a spent budget is RateLimitError, and asked once": async () => {
    let sent = 0;
    const counted = (...request) => ((sent += 1), fetch(...request));
    const by = new OpenAI({ baseURL, apiKey: poorKey, fetch: counted });
    await ask([QUESTION], {}, by);
    sent = 0;
    const expected = (error) => error instanceof OpenAI.RateLimitError && error.code === "insufficient_quota";
    await assert.rejects(ask([QUESTION], {}, by), expected);
    assert.equal(sent, 1);
  },

  "a failing provider ends in an answer or an APIError": async () => {
    const ends = [];
    for (const model of ["openai:cut", "openai:broken", "openai:down"]) {
      try {
        const { text } = await heard(await ask([QUESTION], { model, stream: true }));
        assert.ok(text.includes(FIGURE) && text.trimEnd().endsWith("."), text);
        ends.push(`${model} answered`);
      } catch (error) {
        if (!(error instanceof OpenAI.APIError)) throw error;
        ends.push(`${model} ${error.constructor.name}`);
      }
    }
    return ends.join("; ");
  },
};

for (const [check, run] of Object.entries(checks)) {
  let line;
  try {
    line = { check, passed: true, remark: (await run()) ?? "" };
  } catch (error) {
    console.error(error);
    line = { check, passed: false, remark: `${error.name}: ${error.message.split("\n")[0]}` };
  }
  console.log(JSON.stringify(line));
}
