//! The Python of the scripts in this folder.

use localstack::python::Venv;

/// What the scripts import, at the versions that were measured.
pub(crate) const PYTHON: Venv<'_> = Venv {
    name: "bench-2",
    packages: &[
        "boto3==1.44.5",
        "msgpack==1.2.4",
        "numpy==2.4.6",
        "pandas==3.1.1",
        "pyarrow==26.0.1",
        "pyjwt[crypto]==2.15.1",
        "zstandard==0.25.0",
    ],
};
