//! Deployment packages: a zip with an executable `bootstrap`.

use std::{path::Path, process::Command};

use base64::{Engine, engine::general_purpose::STANDARD};

/// Lowest compression: the package goes no further than this machine.
const PACK: &str = "
import sys, zipfile
entry = zipfile.ZipInfo('bootstrap')
entry.external_attr = 0o100755 << 16
entry.compress_type = zipfile.ZIP_DEFLATED
with zipfile.ZipFile(sys.argv[2], 'w', compresslevel=1) as package, open(sys.argv[1], 'rb') as binary:
    package.writestr(entry, binary.read(), compresslevel=1)
";

/// The package of the Lambda `name`, base64, from the workspace's build; without the symbols, which are most of a debug
/// build.
pub(crate) fn package(name: &str, dir: &Path) -> String {
    let built = Path::new(env!("CARGO_BIN_EXE_salestalk")).with_file_name(name);
    assert!(built.exists(), "{} is not built; `cargo xtask test` builds the whole workspace", built.display());
    let (binary, package) = (dir.join(name), dir.join(format!("{name}.zip")));
    let stripped = Command::new("strip").arg("-o").arg(&binary).arg(&built).status();
    let binary = if stripped.is_ok_and(|status| status.success()) { binary } else { built };
    let packed = Command::new("python3").args(["-c", PACK]).arg(binary).arg(&package).status().unwrap();
    assert!(packed.success(), "{name} could not be packed");
    STANDARD.encode(std::fs::read(package).unwrap())
}
