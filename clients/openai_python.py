"""OpenAI's client for Python, as it is."""

import openai
from openai import AsyncOpenAI, OpenAI

from report import check, raises, run
from settings import BASE_URL, FIGURE, FOLLOW_UP, KEY, POOR_KEY, QUESTION, TOKEN, said

client = OpenAI(base_url=BASE_URL, api_key=KEY)
# What fails upstream, and how an answer may end: by an error, or checked and whole.
FAILING = ["openai:cut", "openai:broken", "openai:down"]


def ask(*contents, by=client, model="salestalk", **more):
    return by.chat.completions.create(model=model, messages=said(*contents), **more)


def text_of(completion):
    return completion.choices[0].message.content


def counting(key):
    """A client, and the requests that it has sent."""
    sent = []
    http = openai.DefaultHttpxClient(event_hooks={"request": [sent.append]})
    return OpenAI(base_url=BASE_URL, api_key=key, http_client=http), sent


def heard(stream, may_end=("stop",)):
    """The chunks of a stream, and its text; its end is looked at, since the client does not."""
    chunks = list(stream)
    ends = [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason]
    assert len(ends) == 1 and ends[0] in may_end, f"it ended with {ends}"
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    return chunks, text


@check("models are listed")
def models():
    ids = [model.id for model in client.models.list()]
    assert "salestalk" in ids and "openai:plain" in ids, ids
    return ", ".join(ids)


@check("what is listed is models, not families of them")
def no_families():
    ids = [model.id for model in client.models.list()]
    assert not any("*" in id for id in ids), ids


@check("each listed model is found by its id")
def model_by_id():
    for model in client.models.list():
        assert client.models.retrieve(model.id).id == model.id


@check("an answer has the right figure")
def answer():
    completion = ask(QUESTION)
    assert FIGURE in text_of(completion), text_of(completion)
    assert completion.choices[0].finish_reason == "stop" and completion.usage.total_tokens >= 0
    return text_of(completion)


@check("a token does as well as an API key")
def token():
    assert FIGURE in text_of(ask(QUESTION, by=OpenAI(base_url=BASE_URL, api_key=TOKEN)))


@check("facts, verdict and cost are in model_extra")
def extra():
    ours = ask(QUESTION, model="openai:plain").model_extra["salestalk"]
    assert ours["facts"][0]["value"] == "683267.08" and ours["verdict"] == "ANSWERED", ours
    assert float(ours["usage"]["costUsd"]) > 0 and ours["guard"]["status"] == "verified", ours
    return f"cost ${ours['usage']['costUsd']}"


@check("a follow-up goes on with the history")
def follow_up():
    first = text_of(ask(QUESTION))
    second = ask(QUESTION, first, FOLLOW_UP)
    filters = second.model_extra["salestalk"]["facts"][0]["filters"]
    assert "Germany" in str(filters) and "March 2011" in text_of(second), text_of(second)
    assert "Germany" not in text_of(ask(QUESTION)), "another conversation knows nothing of it"
    return text_of(second)


@check("a follow-up is understood where the client sends the end of its history only")
def window():
    first = text_of(ask(QUESTION))
    second = text_of(ask(QUESTION, first, FOLLOW_UP))
    tail = said(QUESTION, first, FOLLOW_UP, second, "and in April 2011?")[2:]
    third = text_of(client.chat.completions.create(model="salestalk", messages=tail))
    assert "Germany" in third and "April 2011" in third, third


@check("a follow-up is understood where an answer in the history was edited")
def edited():
    second = text_of(ask(QUESTION, "Revenue was good.", FOLLOW_UP))
    assert "Germany" in second and "March 2011" in second, second


@check("a stream is the answer, piece by piece")
def stream():
    chunks, text = heard(ask(QUESTION, model="openai:plain", stream=True))
    assert FIGURE in text and text.endswith("That is all."), text
    assert all(chunk.choices and chunk.usage is None for chunk in chunks), "usage, unasked"
    assert chunks[0].choices[0].delta.role == "assistant" and len({chunk.id for chunk in chunks}) == 1
    assert chunks[-1].model_extra["salestalk"]["facts"], "the last chunk has the facts"
    return f"{len(chunks)} chunks"


@check("usage comes last when it is asked for")
def stream_usage():
    chunks, text = heard(ask(QUESTION, model="openai:plain", stream=True, stream_options={"include_usage": True}))
    last = chunks[-1]
    assert FIGURE in text and last.choices == [] and last.usage.total_tokens == 110, last
    assert all(chunk.usage is None for chunk in chunks[:-1])


@check("the client's own accumulating stream helper")
def stream_helper():
    with client.chat.completions.stream(model="salestalk", messages=said(QUESTION)) as events:
        for _ in events:
            pass
        final = events.get_final_completion()
    assert FIGURE in text_of(final), final


@check("the async client, streamed and not")
async def asynchronous():
    async with AsyncOpenAI(base_url=BASE_URL, api_key=KEY) as by:
        assert FIGURE in text_of(await ask(QUESTION, by=by))
        chunks = [chunk async for chunk in await ask(QUESTION, by=by, stream=True)]
        assert FIGURE in "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


@check("an unknown model is NotFoundError")
def unknown_model():
    error = raises(openai.NotFoundError, lambda: ask(QUESTION, model="gpt-9"))
    assert error.code == "model_not_found", error.code


@check("an unknown route is NotFoundError with a message")
def unknown_route():
    error = raises(openai.NotFoundError, lambda: client.embeddings.create(model="salestalk", input="Revenue"))
    assert error.body and error.body.get("message"), f"no message for people: {error}"


@check("a wrong key is AuthenticationError")
def wrong_key():
    error = raises(openai.AuthenticationError, lambda: ask(QUESTION, by=OpenAI(base_url=BASE_URL, api_key="sk-no")))
    assert error.code == "invalid_api_key", error.code


@check("an empty question is BadRequestError")
def empty_question():
    error = raises(openai.BadRequestError, lambda: ask(" "))
    assert error.param == "messages", f"the parameter is {error.param}, which the client has not sent"


@check("a spent budget is RateLimitError, and asked once")
def spent():
    by, sent = counting(POOR_KEY)
    ask(QUESTION, by=by)
    for streamed in (False, True):
        sent.clear()
        error = raises(openai.RateLimitError, lambda: ask(QUESTION, by=by, stream=streamed))
        assert error.code == "insufficient_quota" and len(sent) == 1, (error.code, len(sent))
    return error.body["message"]


@check("a failing provider ends in a checked answer, as it is kept, or an APIError")
def failing():
    ends = []
    for model in FAILING:
        for streamed in (False, True):
            ends.append(f"{model} {'streamed ' if streamed else ''}{end_of(model, streamed)}")
    return "; ".join(ends)


@check("an answer that is cut short does not end with \"stop\"")
def cut_short():
    # All that the model would have said, or all that is said without a model.
    whole = ("That is all.", text_of(ask(QUESTION, model="narrator")))
    for model in FAILING:
        chunks, text = heard(ask(QUESTION, model=model, stream=True), may_end=("stop", "length"))
        says_so = any(choice.finish_reason == "length" for chunk in chunks for choice in chunk.choices)
        assert says_so or text.endswith(whole), f"{model}: {text!r} is all of it, it says"


def end_of(model, streamed):
    try:
        reply = ask(QUESTION, model=model, stream=streamed)
        chunks, text = heard(reply, ("stop", "length")) if streamed else ([reply], text_of(reply))
    except openai.APIError as error:
        return type(error).__name__
    ours = chunks[-1].model_extra["salestalk"]
    assert FIGURE in text and text.rstrip().endswith("."), (model, text)
    assert ours["verdict"] == "ANSWERED" and not ours["stopped"], (model, ours)
    assert text == stored(ours), f"{text!r} was heard, {stored(ours)!r} is kept"
    return ours["guard"]["status"]


def stored(ours):
    """The answer as the conversation has it."""
    host = BASE_URL.removesuffix("/v1")
    page = client.get(f"{host}/sessions/{ours['sessionId']}/messages", cast_to=object)
    return next(message["text"] for message in page["messages"] if message["messageId"] == ours["messageId"])


@check("a figure that a model makes up reaches nobody")
def invented():
    for streamed in (False, True):
        reply = ask(QUESTION, model="openai:wrong", stream=streamed)
        text = heard(reply)[1] if streamed else text_of(reply)
        assert FIGURE in text and "12,345" not in text, text


@check("a stream that is left does no harm")
def left():
    with ask(QUESTION, model="openai:plain", stream=True) as chunks:
        next(iter(chunks))
    assert FIGURE in text_of(ask(QUESTION))


run()
