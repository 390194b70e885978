//! What is computed of a body while it streams in, and what the client said it should be.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Md5, Sha1, Sha256};
use s3s::{S3Result, TrailingHeaders, s3_error};

const ALGORITHMS: [&str; 5] = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"];

/// A body being digested.
pub(super) struct Digest {
    md5: Md5,
    expected_md5: Option<Vec<u8>>,
    checksums: ChecksumHasher,
    /// From the request's headers; those of its trailer are not known yet.
    expected: BTreeMap<String, String>,
}

/// A digested body.
#[derive(Debug)]
pub(super) struct Digested {
    pub(super) md5: [u8; 16],
    /// By the algorithm's name in lower case, base64.
    pub(super) checksums: BTreeMap<String, String>,
}

impl Digest {
    /// For the checksums the request's headers give or announce.
    pub(super) fn new(headers: &HeaderMap) -> S3Result<Digest> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let expected_md5 = match text("content-md5") {
            None => None,
            Some(md5) => match STANDARD.decode(md5) {
                Ok(md5) if md5.len() == 16 => Some(md5),
                _ => return Err(s3_error!(InvalidDigest, "The Content-MD5 you specified is not valid.")),
            },
        };
        let mut expected = BTreeMap::new();
        let mut checksums = ChecksumHasher::default();
        for algorithm in ALGORITHMS {
            let header = header_of(algorithm);
            let given = text(&header);
            let trailing =
                text("x-amz-trailer").is_some_and(|names| names.split(',').any(|name| name.trim() == header));
            let announced =
                text("x-amz-sdk-checksum-algorithm").is_some_and(|name| name.eq_ignore_ascii_case(algorithm));
            if given.is_none() && !trailing && !announced {
                continue;
            }
            expected.extend(given.map(|value| (algorithm.to_owned(), value.to_owned())));
            match algorithm {
                "crc32" => checksums.crc32 = Some(Crc32::new()),
                "crc32c" => checksums.crc32c = Some(Crc32c::new()),
                "crc64nvme" => checksums.crc64nvme = Some(Crc64Nvme::new()),
                "sha1" => checksums.sha1 = Some(Sha1::new()),
                _ => checksums.sha256 = Some(Sha256::new()),
            }
        }
        Ok(Digest { md5: Md5::new(), expected_md5, checksums, expected })
    }

    pub(super) fn update(&mut self, data: &[u8]) {
        self.md5.update(data);
        self.checksums.update(data);
    }

    /// `BadDigest` when the body is not what the client said, in a header or in the trailer.
    pub(super) fn finish(mut self, trailers: Option<&TrailingHeaders>) -> S3Result<Digested> {
        let md5 = self.md5.finalize();
        if self.expected_md5.is_some_and(|expected| expected != md5) {
            return Err(s3_error!(BadDigest, "The Content-MD5 you specified did not match what we received."));
        }
        if let Some(trailers) = trailers {
            let found = trailers.read(|headers| {
                let value = |algorithm: &str| headers.get(header_of(algorithm))?.to_str().ok().map(str::to_owned);
                ALGORITHMS.map(|algorithm| Some((algorithm.to_owned(), value(algorithm)?)))
            });
            self.expected.extend(found.into_iter().flatten().flatten());
        }
        let actual = self.checksums.finalize();
        let computed = [
            ("crc32", actual.checksum_crc32),
            ("crc32c", actual.checksum_crc32c),
            ("crc64nvme", actual.checksum_crc64nvme),
            ("sha1", actual.checksum_sha1),
            ("sha256", actual.checksum_sha256),
        ];
        let checksums: BTreeMap<String, String> =
            computed.into_iter().filter_map(|(algorithm, value)| Some((algorithm.to_owned(), value?))).collect();
        for (algorithm, expected) in &self.expected {
            if checksums.get(algorithm) != Some(expected) {
                return Err(s3_error!(BadDigest, "The {algorithm} you specified did not match what we received."));
            }
        }
        Ok(Digested { md5, checksums })
    }
}

fn header_of(algorithm: &str) -> String {
    format!("x-amz-checksum-{algorithm}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    fn finish(pairs: &[(&'static str, &'static str)]) -> S3Result<Digested> {
        let mut digest = Digest::new(&headers(pairs))?;
        digest.update(b"hel");
        digest.update(b"lo");
        digest.finish(None)
    }

    #[test]
    fn what_was_said_is_checked() {
        let plain = finish(&[]).unwrap();
        assert_eq!(hex::encode(plain.md5), "5d41402abc4b2a76b9719d911017c592");
        assert!(plain.checksums.is_empty());
        let told =
            finish(&[("x-amz-checksum-crc32", "NhCmhg=="), ("content-md5", "XUFAKrxLKna5cZ2REBfFkg==")]).unwrap();
        assert_eq!(told.checksums["crc32"], "NhCmhg==");
        assert!(finish(&[("x-amz-checksum-crc32", "AAAAAA==")]).is_err());
        assert!(finish(&[("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")]).is_err());
        assert!(finish(&[("content-md5", "nonsense")]).is_err());
        assert_eq!(finish(&[("x-amz-sdk-checksum-algorithm", "CRC32")]).unwrap().checksums["crc32"], "NhCmhg==");
    }
}
