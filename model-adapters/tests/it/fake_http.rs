//! A server that answers every request with the given bytes, in exactly the given pieces, and can break off.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

/// What happens after the last piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The body ends as HTTP says it should.
    Clean,
    /// The connection closes in the middle of the body.
    Cut,
    /// Nothing more comes, until the client goes away.
    Silence,
    /// Not even a head comes, until the client goes away.
    Mute,
}

#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    /// Each is one chunk of the chunked body, so one read of the client.
    pub(crate) pieces: Vec<Vec<u8>>,
    pub(crate) end: End,
}

impl Reply {
    pub(crate) fn ok(pieces: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let pieces = pieces.into_iter().map(|piece| piece.as_ref().to_vec()).collect();
        Self { status: 200, headers: Vec::new(), pieces, end: End::Clean }
    }

    pub(crate) fn status(status: u16, body: &str) -> Self {
        Self { status, ..Self::ok([body]) }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn end(mut self, end: End) -> Self {
        self.end = end;
        self
    }
}

#[derive(Debug)]
pub(crate) struct FakeHttp {
    pub(crate) url: String,
    replies: Arc<Mutex<Vec<Reply>>>,
    requests: Arc<Mutex<Vec<serde_json::Value>>>,
    heads: Arc<Mutex<Vec<String>>>,
    /// Gets a message for each silent reply whose client went away.
    gone: mpsc::UnboundedReceiver<()>,
    server: AbortHandle,
}

impl FakeHttp {
    /// Serves these one after the other; the last one again and again.
    pub(crate) async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let replies = Arc::new(Mutex::new(replies));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (tell_gone, gone) = mpsc::unbounded_channel();
        let (queue, log) = (replies.clone(), Log { bodies: requests.clone(), heads: heads.clone() });
        let server = tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(socket, queue.clone(), log.clone(), tell_gone.clone()));
            }
        });
        Self { url, replies, requests, heads, gone, server: server.abort_handle() }
    }

    /// Replaces what is served.
    pub(crate) fn serve(&self, reply: Reply) {
        *self.replies.lock().unwrap() = vec![reply];
    }

    /// The bodies received so far.
    pub(crate) fn requests(&self) -> Vec<serde_json::Value> {
        self.requests.lock().unwrap().clone()
    }

    /// The first line and the headers of each request, in small letters.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// Waits until the client of a silent reply has closed its connection.
    pub(crate) async fn client_gone(&mut self) {
        self.gone.recv().await.unwrap();
    }
}

impl Drop for FakeHttp {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[derive(Debug, Clone)]
struct Log {
    bodies: Arc<Mutex<Vec<serde_json::Value>>>,
    heads: Arc<Mutex<Vec<String>>>,
}

async fn serve(mut socket: TcpStream, replies: Arc<Mutex<Vec<Reply>>>, log: Log, gone: mpsc::UnboundedSender<()>) {
    socket.set_nodelay(true).unwrap();
    let Some((head, body)) = read_request(&mut socket).await else { return };
    log.heads.lock().unwrap().push(head);
    log.bodies.lock().unwrap().push(body);
    let reply = {
        let mut replies = replies.lock().unwrap();
        if replies.len() > 1 { replies.remove(0) } else { replies[0].clone() }
    };
    let mut head = format!("HTTP/1.1 {} X\r\ntransfer-encoding: chunked\r\nconnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    for piece in reply.pieces.iter().filter(|piece| !piece.is_empty()) {
        bytes.extend(format!("{:x}\r\n", piece.len()).into_bytes());
        bytes.extend(piece);
        bytes.extend(b"\r\n");
    }
    if reply.end == End::Clean {
        bytes.extend(b"0\r\n\r\n");
    }
    if reply.end != End::Mute {
        let _ = socket.write_all(&bytes).await;
    }
    if matches!(reply.end, End::Silence | End::Mute) {
        let _ = socket.read(&mut [0]).await;
        let _ = gone.send(());
    }
    let _ = socket.shutdown().await;
}

async fn read_request(socket: &mut TcpStream) -> Option<(String, serde_json::Value)> {
    let mut bytes = Vec::new();
    loop {
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let length: usize =
            head.lines().find_map(|line| line.strip_prefix("content-length:")).map_or(0, |n| n.trim().parse().unwrap());
        if bytes.len() >= end + 4 + length {
            return Some((head, serde_json::from_slice(&bytes[end + 4..]).unwrap_or_default()));
        }
    }
}
