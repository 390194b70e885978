use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};

use crate::clients::{Stack, code};

const FIVE_MEGABYTES: usize = 5 * 1024 * 1024;

#[tokio::test]
async fn parts_become_one_object() {
    let stack = Stack::start().await;
    let s3 = &stack.root.s3;
    s3.create_bucket().bucket("data").send().await.unwrap();
    let upload = s3.create_multipart_upload().bucket("data").key("big").metadata("m", "1").send().await.unwrap();
    let id = upload.upload_id.unwrap();
    let mut parts = Vec::new();
    for (number, size) in [(1, 10), (1, FIVE_MEGABYTES), (2, FIVE_MEGABYTES), (7, 3)] {
        let body = vec![u8::try_from(number).unwrap(); size];
        let part = s3.upload_part().bucket("data").key("big").upload_id(&id).part_number(number).body(body.into());
        let done = CompletedPart::builder().part_number(number).set_e_tag(part.send().await.unwrap().e_tag).build();
        parts.retain(|other: &CompletedPart| other.part_number() != Some(number));
        parts.push(done);
    }
    let stack = stack.restart().await;
    let s3 = &stack.root.s3;
    let listed = s3.list_parts().bucket("data").key("big").upload_id(&id).max_parts(2).send().await.unwrap();
    assert_eq!((listed.parts().len(), listed.is_truncated()), (2, Some(true)));

    let complete = |parts: Vec<CompletedPart>| {
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        s3.complete_multipart_upload().bucket("data").key("big").upload_id(&id).multipart_upload(parts).send()
    };
    let backwards = parts.iter().rev().cloned().collect();
    assert_eq!(code(complete(backwards).await), "InvalidPartOrder");
    let missing = CompletedPart::builder().part_number(9).e_tag("\"x\"").build();
    assert_eq!(code(complete(vec![missing]).await), "InvalidPart");
    let done = complete(parts).await.unwrap();
    assert!(done.e_tag().unwrap().ends_with("-3\""));
    let got = s3.get_object().bucket("data").key("big").send().await.unwrap();
    assert_eq!(got.metadata().unwrap()["m"], "1");
    let body = got.body.collect().await.unwrap().into_bytes();
    assert_eq!(body.len(), 2 * FIVE_MEGABYTES + 3);
    assert_eq!((body[0], body[FIVE_MEGABYTES], body[2 * FIVE_MEGABYTES]), (1, 2, 7));
    stack.assert_files("s3/objects", 1);
    assert_eq!(code(s3.list_parts().bucket("data").key("big").upload_id(&id).send().await), "NoSuchUpload");
}

#[tokio::test]
async fn aborted_and_too_small() {
    let stack = Stack::start().await;
    let s3 = &stack.root.s3;
    s3.create_bucket().bucket("data").send().await.unwrap();
    let upload = s3.create_multipart_upload().bucket("data").key("big").send().await.unwrap();
    let id = upload.upload_id.unwrap();
    let mut parts = Vec::new();
    for number in [1, 2] {
        let part = s3.upload_part().bucket("data").key("big").upload_id(&id).part_number(number);
        let etag = part.body(vec![0; 10].into()).send().await.unwrap().e_tag;
        parts.push(CompletedPart::builder().part_number(number).set_e_tag(etag).build());
    }
    let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
    let complete = s3.complete_multipart_upload().bucket("data").key("big").upload_id(&id).multipart_upload(parts);
    assert_eq!(code(complete.send().await), "EntityTooSmall");
    s3.abort_multipart_upload().bucket("data").key("big").upload_id(&id).send().await.unwrap();
    stack.assert_files("s3/objects", 0);
}
