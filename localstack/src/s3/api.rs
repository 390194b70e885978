//! The operations served, each handed to its place in `ops`. Every other one is answered by `s3s` as not implemented.

use s3s::dto::*;
use s3s::{S3, S3Request, S3Response, S3Result};

use super::{Front, access};

/// `name: Input -> Output => method;` lines become the trait's methods.
macro_rules! operations {
    ($($name:ident: $input:ident => $output:ident;)*) => {
        /// The input types of the operations served: their names, with `Input` behind.
        pub(super) const SERVED: &[&str] = &[$(stringify!($input)),*];

        #[async_trait::async_trait]
        impl S3 for Front {
            $(async fn $name(&self, req: S3Request<$input>) -> S3Result<S3Response<$output>> {
                access::asked(&req)?;
                Front::$name(self, req).await.map(S3Response::new)
            })*
        }
    };
}

operations! {
    list_buckets: ListBucketsInput => ListBucketsOutput;
    create_bucket: CreateBucketInput => CreateBucketOutput;
    head_bucket: HeadBucketInput => HeadBucketOutput;
    delete_bucket: DeleteBucketInput => DeleteBucketOutput;
    put_bucket_versioning: PutBucketVersioningInput => PutBucketVersioningOutput;
    get_bucket_versioning: GetBucketVersioningInput => GetBucketVersioningOutput;
    put_bucket_encryption: PutBucketEncryptionInput => PutBucketEncryptionOutput;
    get_bucket_encryption: GetBucketEncryptionInput => GetBucketEncryptionOutput;
    put_public_access_block: PutPublicAccessBlockInput => PutPublicAccessBlockOutput;
    get_public_access_block: GetPublicAccessBlockInput => GetPublicAccessBlockOutput;
    list_objects_v2: ListObjectsV2Input => ListObjectsV2Output;
    list_object_versions: ListObjectVersionsInput => ListObjectVersionsOutput;
    put_object: PutObjectInput => PutObjectOutput;
    get_object: GetObjectInput => GetObjectOutput;
    head_object: HeadObjectInput => HeadObjectOutput;
    copy_object: CopyObjectInput => CopyObjectOutput;
    delete_object: DeleteObjectInput => DeleteObjectOutput;
    delete_objects: DeleteObjectsInput => DeleteObjectsOutput;
    create_multipart_upload: CreateMultipartUploadInput => CreateMultipartUploadOutput;
    upload_part: UploadPartInput => UploadPartOutput;
    complete_multipart_upload: CompleteMultipartUploadInput => CompleteMultipartUploadOutput;
    abort_multipart_upload: AbortMultipartUploadInput => AbortMultipartUploadOutput;
    list_multipart_uploads: ListMultipartUploadsInput => ListMultipartUploadsOutput;
    list_parts: ListPartsInput => ListPartsOutput;
}
