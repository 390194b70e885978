//! `salestalk api-keys`, `audit`, `usage` and `users`.

use clap::{Args, Subcommand, ValueEnum};

use super::OfTenant;

#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeys {
    /// The tenant's API keys, without their secrets
    #[command(after_help = "Example:\n  salestalk api-keys list --tenant acme")]
    List {
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Make an API key, and print it: it is shown this once
    #[command(after_help = "Examples:\n  salestalk api-keys create \"nightly report\" --tenant acme\n  \
        salestalk api-keys create \"till import\" --role admin --expires-in-days 365 --tenant acme")]
    Create {
        /// What the key is for
        name: String,
        /// What its bearer may do: member, or admin to import data
        #[arg(long, value_enum, default_value_t = UserRole::Member)]
        role: UserRole,
        /// When it expires
        #[arg(long, default_value_t = 90, value_name = "D", value_parser = clap::value_parser!(u16).range(1..=730))]
        expires_in_days: u16,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Take an API key away; within five seconds it is refused everywhere
    #[command(after_help = "Example:\n  salestalk api-keys revoke KEYID --tenant acme")]
    Revoke {
        /// The key's id, as `api-keys list` shows it
        key_id: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Every change to the tenant: an entry before each act and one after it
    #[command(after_help = "Example:\n  salestalk audit show acme")]
    Show {
        /// The tenant's id
        id: String,
    },
    /// Check that nothing was removed from an audit trail, edited or moved
    #[command(after_help = "Examples:\n  salestalk audit verify        all tenants, the erased ones too\n  \
        salestalk audit verify acme\n\nThe exit code is 1 if a trail is not intact.")]
    Verify {
        /// The tenant's id; all tenants if it is left out
        id: Option<String>,
    },
}

/// Show what tenants have used, month by month: all of them, or one as it sees itself.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  salestalk usage                 all tenants, the erased ones too\n  \
    salestalk usage --tenant acme")]
pub(crate) struct Usage {
    #[command(flatten)]
    pub(crate) tenant: OfTenant,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// The tenant's users
    #[command(after_help = "Example:\n  salestalk users list --tenant acme")]
    List {
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Let somebody use the tenant
    #[command(after_help = "Example:\n  salestalk users invite bob@acme.example --role admin --tenant acme")]
    Invite {
        /// Their address
        email: String,
        /// What they may do
        #[arg(long, value_enum)]
        role: UserRole,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Let somebody use the tenant no longer
    #[command(after_help = "Example:\n  salestalk users remove USERID --tenant acme")]
    Remove {
        /// The user's id, as `users list` shows it
        user_id: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
}

/// What a tenant's user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum UserRole {
    /// Asks questions
    Member,
    /// Also imports data and edits the catalogue
    Admin,
    /// Also manages the tenant's users
    Owner,
}

impl UserRole {
    /// The name in the API.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }
}
