//! `cargo run --example venv -- NAME PACKAGE...`: prints the Python of a virtual environment, made if it is not there.

use localstack::python::Venv;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // They are as long as the program.
    let mut arguments = std::env::args().skip(1).map(|argument| &*argument.leak());
    let name = arguments.next().ok_or("name the environment")?;
    let packages = arguments.collect::<Vec<_>>().leak();
    println!("{}", Venv { name, packages }.python()?.display());
    Ok(())
}
