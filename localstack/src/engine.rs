//! The AWS that a test works on: a stack of its own, or another engine that the environment names, emptied before. The same
//! tests so tell where engines differ (`cargo xtask engines`).

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::{LocalStack, Options, StartError};

/// The URL of another engine.
const URL: &str = "SALESTALK_TEST_AWS";
/// Where a POST empties it; without, each test has an access key of its own, which to DynamoDB Local is another database.
const RESET: &str = "SALESTALK_TEST_AWS_RESET";
const RESET_WITHIN: Duration = Duration::from_secs(60);

/// A running engine, for one test at a time.
#[derive(Debug)]
pub struct Engine {
    /// Of all its services, such as `http://127.0.0.1:43211`.
    pub url: String,
    /// Of an access key with all rights.
    pub access_key_id: String,
    /// Of the same.
    pub secret_access_key: String,
    stack: Option<LocalStack>,
}

impl Engine {
    /// Starts a stack, or empties the engine that the environment names.
    ///
    /// # Errors
    /// The stack does not start, or the engine cannot be emptied.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let Some(url) = std::env::var(URL).ok() else {
            let stack = LocalStack::start(options).await?;
            return Ok(Self {
                url: stack.url().to_owned(),
                access_key_id: stack.access_key_id().to_owned(),
                secret_access_key: stack.secret_access_key().to_owned(),
                stack: Some(stack),
            });
        };
        let access_key_id = match std::env::var(RESET) {
            Ok(path) => {
                post(&url, &path).map_err(|source| StartError::Reset { url: url.clone(), source })?;
                "test".to_owned()
            }
            Err(_) => uuid::Uuid::new_v4().simple().to_string(),
        };
        Ok(Self { url, access_key_id, secret_access_key: "test".to_owned(), stack: None })
    }

    /// Whether it is a stack of ours, whose files can be looked at and which can be started again on them.
    pub fn is_ours(&self) -> bool {
        self.stack.is_some()
    }

    /// Stops the stack; another engine goes on.
    pub async fn stop(self) {
        if let Some(stack) = self.stack {
            stack.stop().await;
        }
    }
}

fn post(url: &str, path: &str) -> io::Result<()> {
    let host = url.trim_start_matches("http://");
    let mut connection = TcpStream::connect(host)?;
    connection.set_read_timeout(Some(RESET_WITHIN))?;
    write!(connection, "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
    let mut status = [0; 12];
    connection.read_exact(&mut status)?;
    if status.ends_with(b" 200") {
        Ok(())
    } else {
        Err(io::Error::other(String::from_utf8_lossy(&status).into_owned()))
    }
}
