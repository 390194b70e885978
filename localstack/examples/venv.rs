//! `cargo run --example venv -- NAME PACKAGE...`: prints the Python of a virtual environment, made if it is not there.

use localstack::python::Venv;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (name, packages) = arguments.split_first().ok_or("name the environment")?;
    println!("{}", Venv { name, packages }.python()?.display());
    Ok(())
}
