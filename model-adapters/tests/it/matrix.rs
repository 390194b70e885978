//! Every fault x every provider, through all that `build` puts around an adapter: what each becomes, what was said before,
//! how often the provider was asked, and that exactly those calls were metered.

use std::time::Duration;

use futures::StreamExt;
use model_adapters::{AdapterConfig, CallOutcome, ErrorKind, FinishReason, OpenAiEndpoint, Phase, Timeouts, build};

use crate::fake_bedrock::{self, exception};
use crate::fake_http::{End, FakeHttp, Reply};
use crate::laws::{ask_in, context};
use crate::ollama::TEXT;
use crate::{ollama, openai};

/// What a stall is given.
const SOON: Duration = Duration::from_millis(200);

/// One provider's own way of saying what the matrix is about.
struct Provider {
    id: &'static str,
    content_type: &'static str,
    /// The whole answer: the text in two frames, then whatever ends it.
    frames: Vec<Vec<u8>>,
    /// The frame of the first text; the second follows.
    text: usize,
    /// Without the frames from here on, the answer has no end.
    end: usize,
    without_usage: Vec<Vec<u8>>,
    error: Vec<u8>,
    /// Ollama has no word for it: an error line is an error line.
    throttle: (Vec<u8>, ErrorKind),
    huge: Vec<u8>,
    /// What a page with status 200 becomes: the AWS SDK takes it for the beginning of a frame.
    page: ErrorKind,
}

fn lines(answer: &str) -> Vec<Vec<u8>> {
    answer.split_inclusive('\n').map(Into::into).collect()
}

fn providers() -> [Provider; 3] {
    let throttled = ErrorKind::Throttled { retry_after: None };
    let huge = "x".repeat(3 << 19);
    let ollama = Provider {
        id: "ollama:m",
        content_type: "application/x-ndjson",
        frames: lines(ollama::ANSWER),
        text: 0,
        end: 2,
        without_usage: lines(&ollama::ANSWER.replace(r#","prompt_eval_count":30,"eval_count":9"#, "")),
        error: b"{\"error\":\"oops\"}\n".to_vec(),
        throttle: (b"{\"error\":\"too many requests\"}\n".to_vec(), ErrorKind::Upstream),
        huge: format!("{{\"message\":{{\"content\":\"{huge}\"}}}}\n").into_bytes(),
        page: ErrorKind::Upstream,
    };
    let chunks: Vec<_> = openai::answer().into_iter().map(String::into_bytes).collect();
    let slow_down = "data: {\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\"}}\n\n";
    let openai = Provider {
        id: "openai:m",
        content_type: "text/event-stream",
        without_usage: chunks.iter().enumerate().filter(|(at, _)| *at != 4).map(|(_, chunk)| chunk.clone()).collect(),
        frames: chunks,
        text: 1,
        end: 5,
        error: openai::error("oops").into_bytes(),
        throttle: (slow_down.into(), throttled),
        huge: format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{huge}\"}}}}]}}\n\n").into_bytes(),
        page: ErrorKind::Upstream,
    };
    // Frames have a limit of their own, beyond this; but a damaged one must not pass.
    let mut damaged = fake_bedrock::text(&huge);
    *damaged.last_mut().unwrap() ^= 1;
    let bedrock = Provider {
        id: "bedrock:amazon.nova-lite-v1:0",
        content_type: "application/vnd.amazon.eventstream",
        frames: fake_bedrock::answer(),
        text: 1,
        end: 4,
        without_usage: fake_bedrock::answer()[..5].to_vec(),
        error: exception("internalServerException", "oops"),
        throttle: (exception("throttlingException", "slow down"), throttled),
        huge: damaged,
        page: ErrorKind::Truncated,
    };
    [ollama, openai, bedrock]
}

/// A fault, and what has to come of it.
struct Cell {
    fault: String,
    replies: Vec<Reply>,
    timeouts: Timeouts,
    becomes: Result<FinishReason, ErrorKind>,
    said: &'static str,
    /// Requests the server sees.
    calls: usize,
}

impl Provider {
    fn reply(&self, pieces: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Reply {
        Reply::ok(pieces).header("content-type", self.content_type)
    }

    fn cells(&self) -> Vec<Cell> {
        let whole = self.frames.concat();
        let cell = |fault: &str, replies: Vec<Reply>, becomes, said, calls| {
            let (fault, timeouts) = (format!("{} {fault}", self.id), Timeouts::default());
            Cell { fault, replies, timeouts, becomes, said, calls }
        };
        let good = |fault, replies: Vec<Reply>| {
            let calls = replies.len();
            cell(fault, replies, Ok(FinishReason::Stop), TEXT, calls)
        };
        // Before any text it is tried three times in all, after it never again.
        let early = |fault, reply, kind| cell(fault, vec![reply], Err(kind), "", 3);
        let late = |fault: &str, reply, kind, said| cell(fault, vec![reply], Err(kind), said, 1);

        let until_text = self.frames[..=self.text].concat();
        let second_text = &self.frames[self.text + 1];
        let emoji = second_text.windows(4).position(|bytes| bytes == "😀".as_bytes()).unwrap();
        let in_emoji = until_text.len() + emoji + 2;
        let until_end = self.frames[..self.end].concat();
        let after_text = |frame: &[u8]| self.reply([&until_text, frame]);

        let mut cells = vec![
            good("whole", vec![self.reply(&self.frames)]),
            good("one-byte chunks", vec![self.reply(whole.chunks(1))]),
            good("split character", vec![self.reply([&whole[..in_emoji], &whole[in_emoji..]])]),
            good("no usage", vec![self.reply(&self.without_usage)]),
            early("error after 200", self.reply([&self.error]), ErrorKind::Upstream),
            late("error after text", after_text(&self.error), ErrorKind::Upstream, "£683"),
            early("throttle after 200", self.reply([&self.throttle.0]), self.throttle.1),
            late("throttle after text", after_text(&self.throttle.0), self.throttle.1, "£683"),
            early("huge line", self.reply([&self.huge]), ErrorKind::Upstream),
            late("huge line after text", after_text(&self.huge), ErrorKind::Upstream, "£683"),
            early("503", Reply::status(503, "{}"), ErrorKind::Overloaded),
            good("503, then whole", vec![Reply::status(503, "{}"), self.reply(&self.frames)]),
            good(
                "503, error, then whole",
                vec![Reply::status(503, "{}"), self.reply([&self.error]), self.reply(&self.frames)],
            ),
            cell("401", vec![Reply::status(401, "{}")], Err(ErrorKind::Auth), "", 1),
            good(
                "429, then whole",
                vec![Reply::status(429, "{}").header("retry-after", "1"), self.reply(&self.frames)],
            ),
            cell(
                "429 for longer than there is",
                vec![Reply::status(429, "{}").header("retry-after", "600")],
                Err(ErrorKind::Throttled { retry_after: Some(Duration::from_secs(600)) }),
                "",
                1,
            ),
            early(
                "a page",
                Reply::ok(["<html>Please sign in to this network first.</html>\n"]).header("content-type", "text/html"),
                self.page,
            ),
        ];
        for (how, end) in [("ends", End::Clean), ("breaks", End::Cut)] {
            let cut = |bytes: &[u8]| self.reply([bytes]).end(end);
            cells.extend(
                [
                    early("nothing", cut(b""), ErrorKind::Truncated),
                    late("after text", cut(&until_text), ErrorKind::Truncated, "£683"),
                    late("in a character", cut(&whole[..in_emoji]), ErrorKind::Truncated, "£683"),
                    late("before the end mark", cut(&until_end), ErrorKind::Truncated, TEXT),
                ]
                .map(|cell| Cell { fault: format!("{}, {how}", cell.fault), ..cell }),
            );
        }
        let first = Timeouts { first_token: SOON, ..Timeouts::default() };
        let between = Timeouts { between_tokens: SOON, ..Timeouts::default() };
        let silent = |bytes: &[u8], end| self.reply([bytes]).end(end);
        let late_first = ErrorKind::Timeout { phase: Phase::FirstToken };
        let late_next = ErrorKind::Timeout { phase: Phase::BetweenTokens };
        let stalls = [
            (first, early("no head", silent(b"", End::Mute), late_first)),
            (first, early("stall before the first byte", silent(b"", End::Silence), late_first)),
            (between, late("stall after text", silent(&until_text, End::Silence), late_next, "£683")),
            (between, late("stall in a character", silent(&whole[..in_emoji], End::Silence), late_next, "£683")),
        ];
        cells.extend(stalls.map(|(timeouts, cell)| Cell { timeouts, ..cell }));
        cells
    }
}

async fn check(id: &str, cell: Cell) {
    let server = FakeHttp::start(cell.replies).await;
    let config = AdapterConfig {
        ollama_url: server.url.clone(),
        openai: Some(OpenAiEndpoint { base_url: server.url.clone(), api_key: None }),
        bedrock: Some(fake_bedrock::client(&server)),
        timeouts: cell.timeouts,
        ..AdapterConfig::default()
    };
    let model = build(&id.parse().unwrap(), &config).unwrap();
    let context = context();
    let turn = ask_in(model.as_ref(), &context).await;
    let fault = cell.fault;
    let message = turn.error.as_ref().map_or("", |error| &error.message);
    assert_eq!(turn.finish().ok_or_else(|| turn.kind().unwrap()), cell.becomes, "{fault}: {}", message);
    assert_eq!(turn.text(), cell.said, "{fault}");
    let asked = server.requests().len();
    // A busy machine may give a call up before the server has read it.
    let given_up = cell.timeouts.first_token == SOON && asked <= cell.calls;
    assert!(asked == cell.calls || given_up, "{fault}: {asked} requests");
    let calls = context.meter.calls();
    assert_eq!(calls.len(), cell.calls, "{fault}: {calls:?}");
    let last = calls.last().unwrap();
    let outcome = cell.becomes.map_or_else(CallOutcome::Failed, CallOutcome::Finished);
    assert_eq!((last.model.as_str(), last.outcome), (id, outcome), "{fault}");
    assert!(last.usage.output_tokens > 0 || cell.said.is_empty(), "{fault}: what was said is metered: {last:?}");
    if let Some(usage) = turn.usage() {
        assert_eq!((usage, usage.estimated), (last.usage, fault.ends_with("no usage")), "{fault}");
    }
}

#[tokio::test]
async fn every_fault_of_every_provider_is_what_it_is() {
    let providers = providers();
    let checks =
        providers.iter().flat_map(|provider| provider.cells().into_iter().map(|cell| check(provider.id, cell)));
    let checked = futures::stream::iter(checks).buffer_unordered(8).count().await;
    assert_eq!(checked, 3 * 29);
}
