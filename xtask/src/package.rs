//! `cargo xtask package`: the Lambdas' zips. The same commit gives the same bytes: the zip has one entry with a fixed time, and
//! the binary no path of the machine that built it.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use object::{Object, ObjectSection};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::{
    python::python,
    stages::{cargo, root},
};

/// The handlers, each the name of its binary, its function and its zip.
pub(crate) const HANDLERS: [&str; 6] =
    ["tenant-onboard", "tenant-worker", "metrics-handler", "chat-handler", "insights-handler", "insights-worker"];
/// The crates that these are in.
const PACKAGES: [&str; 4] = ["control-plane", "sales-metrics", "chat-runtime", "insights"];
/// Zig links for another processor, and for the C library that Lambda has rather than the one that is here.
const ZIG: [&str; 2] = ["ziglang==0.15.2", "cargo-zigbuild==0.24.0"];
/// A level of deflate's.
const FAST: i64 = 9;
/// Zopfli with 5 iterations: half a minute of a processor, and 3 % less.
const SMALLEST: i64 = 14;
/// Sections of a binary.
const UNWIND_TABLES: [&str; 3] = [".eh_frame", ".eh_frame_hdr", ".gcc_except_table"];
/// Of Amazon Linux 2023.
const GLIBC: &str = "2.34";

/// A processor, as Lambda calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Architecture {
    /// What AWS runs the handlers on: it costs a fifth less.
    #[value(name = "arm64")]
    Arm64,
    /// Most laptops.
    #[value(name = "x86_64")]
    X86,
}

impl Architecture {
    /// This machine's own.
    pub(crate) fn own() -> Self {
        if cfg!(target_arch = "aarch64") { Self::Arm64 } else { Self::X86 }
    }

    /// As Lambda calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86 => "x86_64",
        }
    }

    fn target(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64-unknown-linux-gnu",
            Self::X86 => "x86_64-unknown-linux-gnu",
        }
    }
}

/// What is to be packed.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The processor that the handlers are to run on; this machine's own is built natively, the other by Zig
    #[arg(long, value_enum, default_value_t = Architecture::Arm64)]
    architecture: Architecture,
    /// The profile of Cargo.toml
    #[arg(long, default_value = "lambda")]
    profile: String,
    /// Where to; target/packages/ARCHITECTURE if not given
    #[arg(long)]
    output: Option<PathBuf>,
}

/// Builds the handlers and packs them.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let output = options.output.clone().unwrap_or_else(|| packages(options.architecture));
    build(options.architecture, &options.profile, &output)?;
    Ok(true)
}

/// Where packages go.
pub(crate) fn packages(architecture: Architecture) -> PathBuf {
    root().join("target/packages").join(architecture.name())
}

/// Builds the handlers by `profile` and packs them into `output`.
///
/// # Errors
/// They do not build, or tell where they were built.
pub(crate) fn build(architecture: Architecture, profile: &str, output: &Path) -> Result<()> {
    let built = compile(architecture, profile)?;
    fs::create_dir_all(output)?;
    let pack = |handler: &str| {
        let built = built.join(handler);
        // A program for another processor has no symbols already, and is nothing that this machine's `strip` can read.
        let mut binary = if architecture == Architecture::own() {
            stripped(&built, &output.join(handler))?
        } else {
            fs::read(&built).with_context(|| format!("{} cannot be read", built.display()))?
        };
        let zip = output.join(format!("{handler}.zip"));
        // A build for debugging may tell where it was made, and unwinds, and need not be small.
        if profile == "lambda" {
            tells_no_path(handler, &binary)?;
            clear_unwind_tables(&mut binary)?;
            write(&zip, &binary, SMALLEST)?;
        } else {
            write(&zip, &binary, FAST)?;
        }
        println!("{:>8.2} MB  {}", fs::metadata(&zip)?.len() as f64 / 1e6, zip.display());
        anyhow::Ok(())
    };
    std::thread::scope(|scope| {
        let packing = HANDLERS.map(|handler| scope.spawn(move || pack(handler)));
        packing.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow!("packing panicked"))?)
    })
}

/// The folder with the binaries.
fn compile(architecture: Architecture, profile: &str) -> Result<PathBuf> {
    let native = architecture == Architecture::own() && cfg!(target_os = "linux");
    let mut arguments = vec![if native { "build" } else { "zigbuild" }, "--locked", "--profile", profile];
    for handler in HANDLERS {
        arguments.extend(["--bin", handler]);
    }
    // Of these alone: what else is in the workspace has the crates they share built with more features.
    for package in PACKAGES {
        arguments.extend(["--package", package]);
    }
    let with_glibc = format!("{}.{GLIBC}", architecture.target());
    if !native {
        arguments.extend(["--target", &with_glibc]);
    }
    let mut command = cargo(&arguments);
    if !native {
        let zig = python("zig-0.15.2", &ZIG)?;
        let programs = zig.parent().context("Python lies in no folder")?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths([programs.to_owned()].into_iter().chain(std::env::split_paths(&path)))?;
        command.env("PATH", path);
    }
    // What development builds keep as it is, and so need not be built anew for this.
    if profile == "lambda" {
        let from = [(root().to_owned(), "/salestalk"), (cargo_home()?, "/cargo")];
        let rust: Vec<String> =
            from.iter().map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display())).collect();
        let c: Vec<String> =
            from.iter().map(|(path, name)| format!("-ffile-prefix-map={}={name}", path.display())).collect();
        command.env("CARGO_ENCODED_RUSTFLAGS", rust.join("\u{1f}"));
        command.env("CFLAGS", c.join(" ")).env("CXXFLAGS", c.join(" ")).env("SOURCE_DATE_EPOCH", "0");
    }
    println!("==> {}: cargo {}", architecture.name(), arguments.join(" "));
    if !command.status().context("cargo cannot be run")?.success() {
        bail!("the handlers do not build{}", if native { "" } else { "; is the target there? `rustup target add`" });
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let target = if native { target } else { target.join(architecture.target()) };
    Ok(target.join(if profile == "dev" { "debug" } else { profile }))
}

fn cargo_home() -> Result<PathBuf> {
    let set = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    set.or_else(home).context("neither CARGO_HOME nor HOME is set")
}

/// The binary without symbols, which are most of a development build; the profile `lambda` leaves none.
fn stripped(built: &Path, at: &Path) -> Result<Vec<u8>> {
    let done = Command::new("strip").arg("-o").arg(at).arg(built).status();
    let binary = if done.is_ok_and(|status| status.success()) { at } else { built };
    let bytes = fs::read(binary).with_context(|| format!("{} cannot be read", binary.display()))?;
    if binary == at {
        fs::remove_file(at)?;
    }
    Ok(bytes)
}

/// Fills the tables that a panic unwinds by with zeros, which take no room in a zip. Nothing reads them where a panic aborts; for std, and
/// so for all that is linked with it at once, the compiler makes them all the same.
fn clear_unwind_tables(binary: &mut [u8]) -> Result<()> {
    let file = object::File::parse(&*binary)?;
    let tables = file.sections().filter(|section| UNWIND_TABLES.iter().any(|name| section.name() == Ok(name)));
    let tables: Vec<_> = tables.filter_map(|section| section.file_range()).collect();
    for (from, length) in tables {
        binary[usize::try_from(from)?..][..usize::try_from(length)?].fill(0);
    }
    Ok(())
}

fn tells_no_path(handler: &str, binary: &[u8]) -> Result<()> {
    for path in [root().to_owned(), cargo_home()?] {
        let path = path.display().to_string();
        if binary.windows(path.len()).any(|bytes| bytes == path.as_bytes()) {
            bail!("{handler} holds the path {path}: another folder would give other bytes");
        }
    }
    Ok(())
}

/// One executable `bootstrap`, of 1980.
fn write(zip: &Path, binary: &[u8], level: i64) -> Result<()> {
    let file = File::create(zip).with_context(|| format!("{} cannot be made", zip.display()))?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(level))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o755);
    let mut zip = ZipWriter::new(file);
    zip.start_file("bootstrap", options)?;
    zip.write_all(binary)?;
    zip.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_binary_gives_the_same_bytes_and_an_executable() {
        let dir = tempfile::tempdir().unwrap();
        let zips = ["a.zip", "b.zip"].map(|name| dir.path().join(name));
        for zip in &zips {
            write(zip, b"a binary", SMALLEST).unwrap();
        }
        assert_eq!(fs::read(&zips[0]).unwrap(), fs::read(&zips[1]).unwrap());
        let mut read = zip::ZipArchive::new(File::open(&zips[0]).unwrap()).unwrap();
        let entry = read.by_index(0).unwrap();
        assert_eq!((&*entry.name().unwrap(), entry.unix_mode().unwrap() & 0o777), ("bootstrap", 0o755));
    }

    #[test]
    fn a_path_in_a_binary_is_found() {
        let with = format!("…{}/src/lib.rs…", root().display());
        assert!(tells_no_path("a", with.as_bytes()).is_err());
        tells_no_path("a", b"/salestalk/src/lib.rs").unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_whose_tables_are_cleared_panics_as_before() {
        use std::os::unix::{fs::PermissionsExt, process::ExitStatusExt};

        const SIGABRT: i32 = 6;
        let dir = tempfile::tempdir().unwrap();
        let [source, program] = ["main.rs", "main"].map(|name| dir.path().join(name));
        fs::write(&source, r#"fn main() { println!("began"); panic!("a reason"); }"#).unwrap();
        let built = Command::new("rustc").args(["-Cpanic=abort", "-o"]).args([&program, &source]).status().unwrap();
        assert!(built.success());

        let mut binary = fs::read(&program).unwrap();
        clear_unwind_tables(&mut binary).unwrap();
        let file = object::File::parse(binary.as_slice()).unwrap();
        for name in UNWIND_TABLES {
            let table = file.section_by_name(name).unwrap().data().unwrap();
            assert!(!table.is_empty() && table.iter().all(|byte| *byte == 0), "{name}");
        }
        fs::write(&program, &binary).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let done = Command::new(&program).env("RUST_BACKTRACE", "1").output().unwrap();
        assert_eq!((done.status.signal(), &*done.stdout), (Some(SIGABRT), &b"began\n"[..]));
        assert!(String::from_utf8_lossy(&done.stderr).contains("a reason"));
    }
}
