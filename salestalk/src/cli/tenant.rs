//! `salestalk tenant ...`: the operator's commands.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use tenancy::ids::BackupId;

#[derive(Debug, Subcommand)]
pub(crate) enum Tenant {
    /// Make a tenant and all it owns; the same again completes what is missing
    #[command(
        after_help = "Examples:\n  salestalk tenant create acme --name \"Acme Ltd\" --owner-email owner@acme.example --plan standard\n  \
            salestalk tenant create try --name Try --owner-email owner@try.example --example"
    )]
    Create {
        /// A lowercase letter, then 2 to 31 lowercase letters or digits
        id: String,
        #[command(flatten)]
        new: NewTenant,
        /// Let it start with example sales and their catalogue
        #[arg(long)]
        example: bool,
    },
    /// The tenants, without those that are erased
    #[command(after_help = "Examples:\n  salestalk tenant list\n  salestalk tenant list --state failed\n  \
        salestalk tenant list --plan enterprise --all")]
    List {
        /// Those in this state alone: provisioning, active, suspended, failed, offboarding or erased
        #[arg(long, value_name = "S", conflicts_with = "all")]
        state: Option<String>,
        /// Those of this plan alone
        #[arg(long, value_name = "P")]
        plan: Option<String>,
        /// The erased ones too
        #[arg(long)]
        all: bool,
    },
    /// One tenant, what it owns, and what is wrong with it
    #[command(after_help = "Example:\n  salestalk tenant show acme")]
    Show {
        /// The tenant's id
        id: String,
    },
    /// Refuse the tenant's requests from now on; nothing of it is deleted
    #[command(after_help = "Example:\n  salestalk tenant suspend acme")]
    Suspend {
        /// The tenant's id
        id: String,
    },
    /// Serve a suspended tenant again
    #[command(after_help = "Example:\n  salestalk tenant resume acme")]
    Resume {
        /// The tenant's id
        id: String,
    },
    /// Change what the tenant pays for, and what it owns with it
    #[command(after_help = "Example:\n  salestalk tenant plan acme enterprise")]
    Plan {
        /// The tenant's id
        id: String,
        /// The plan
        plan: String,
    },
    /// Make all that the tenant owns agree with its row and plan
    #[command(after_help = "Examples:\n  salestalk tenant reconcile acme --dry-run   what differs\n  \
        salestalk tenant reconcile acme             mend it, or retry what failed\n  \
        salestalk tenant reconcile --all            all tenants, with three reads each where nothing differs\n  \
        salestalk tenant reconcile --all --deep     all of them, looking at everything")]
    Reconcile {
        /// The tenant's id
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        id: Option<String>,
        /// All tenants
        #[arg(long)]
        all: bool,
        /// Look at everything at once; without it, at the tables and, in turn, at one thing more an hour
        #[arg(long, requires = "all")]
        deep: bool,
        /// Only tell what would be done
        #[arg(long)]
        dry_run: bool,
    },
    /// Export the tenant, erase all it owns, and print the certificate
    #[command(after_help = "Example:\n  salestalk tenant offboard acme")]
    Offboard {
        /// The tenant's id
        id: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Copy all that the tenant owns, sealed with its key, and read the copy back; the tenant goes on serving
    #[command(after_help = "Example:\n  salestalk tenant backup acme\n\n\
        The tenant's plan says how often this is done without being asked, and how long backups are kept.")]
    Backup {
        /// The tenant's id
        id: String,
    },
    /// The tenant's backups, the newest first
    #[command(after_help = "Example:\n  salestalk tenant backups acme")]
    Backups {
        /// The tenant's id
        id: String,
    },
    /// Make a new tenant with the data of another: the archive of an erased one, or a backup
    #[command(after_help = "Examples:\n  \
        salestalk tenant restore acme acme2 --name \"Acme Ltd\" --owner-email owner@acme.example   the newest there is\n  \
        salestalk tenant restore acme acme2 --name \"Acme Ltd\" --owner-email owner@acme.example \\\n    \
        --backup 019f0000-0000-7000-8000-000000000000                                         as `tenant backups` shows it")]
    Restore {
        /// The id of the tenant whose data it is
        old: String,
        /// The new tenant's id
        id: String,
        #[command(flatten)]
        new: NewTenant,
        /// This backup of a tenant that is there, in place of the newest
        #[arg(long, value_name = "B")]
        backup: Option<BackupId>,
        /// Let it refuse requests, and tell nobody of insights, until `tenant resume`
        #[arg(long)]
        suspended: bool,
    },
    /// Prove that the tenant can be brought back: restore its newest backup to a tenant made for it, and erase that again
    #[command(after_help = "Example:\n  salestalk tenant drill acme --owner-email operations@example.com\n\n\
        Every item and object is read back from the restored tenant. The tenant itself is not touched; if it has no backup,\n\
        one is made. What is printed is how much would be lost, and how long it takes to be back.")]
    Drill {
        /// The tenant's id
        id: String,
        /// Who is invited to the tenant that is made for the drill
        #[arg(long, value_name = "E")]
        owner_email: String,
    },
    /// Where the archive of an erased tenant can be fetched, or fetch and open it
    #[command(after_help = "Examples:\n  salestalk tenant archive acme                   links, for a day\n  \
        salestalk tenant archive acme --output acme/    the files, opened")]
    Archive {
        /// The erased tenant's id
        id: String,
        /// Fetch the files into this folder, and open them
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Delete the archive of an erased tenant now, and the key that opens it
    #[command(after_help = "Example:\n  salestalk tenant purge-archive acme")]
    PurgeArchive {
        /// The erased tenant's id
        id: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Print the tenant's tables as Terraform: the module's call, and what imports them as they are
    #[command(after_help = "Examples:\n  salestalk tenant terraform acme > terraform/envs/prod/tenant_acme.tf\n  \
        salestalk tenant terraform acme --json > tenant_acme.tf.json")]
    Terraform {
        /// The tenant's id
        id: String,
        /// Where the module is, as the folder that the configuration goes to has it
        #[arg(long, value_name = "S", default_value = "../../modules/tenant_table")]
        source: String,
    },
    /// What was asked of the tenant, the newest first
    #[command(after_help = "Example:\n  salestalk tenant operations acme")]
    Operations {
        /// The tenant's id
        id: String,
    },
    /// One operation, step by step
    #[command(after_help = "Example:\n  salestalk tenant operation acme 019f0000-0000-7000-8000-000000000000")]
    Operation {
        /// The tenant's id
        id: String,
        /// The operation's id, as `tenant operations` shows it
        operation: String,
    },
}

/// What is said of a tenant that is to be made.
#[derive(Debug, Args)]
pub(crate) struct NewTenant {
    /// The tenant's name, for people
    #[arg(long, value_name = "N")]
    pub(crate) name: String,
    /// Who answers for the account
    #[arg(long, value_name = "E")]
    pub(crate) owner_email: String,
    /// What the tenant pays for
    #[arg(long, value_name = "P")]
    pub(crate) plan: Option<String>,
}
